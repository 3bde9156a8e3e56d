namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>Where one logs in.</summary>
internal static class LogInPage
{
    /// <summary>What is said of a wrong user and of a wrong password alike.</summary>
    public const string Wrong = "This user and this password do not go together. Try again.";

    /// <summary>What is said when a session has ended.</summary>
    public static string Over(bool wasForm) => wasForm
        ? "You were logged out, because nothing was done for a while, or the password was changed. What you just did was not carried out: log in and do it again."
        : "You were logged out, because nothing was done for a while, or the password was changed. Log in again to go on.";

    public static Html Of(string next, string user, string? fault) => Layout.Of("Log in", Html.Of($"""
        <div class="log-in card">
          <h1>Log in</h1>
          <p class="muted">Your files are encrypted before they leave this gateway, and every part of them is kept on two of four nodes.</p>
          {(fault is null ? Html.None : Html.Of($"""<p class="notice bad" role="alert" id="fault">{Icons.Of("warning")}<span>{fault}</span></p>"""))}
          <form method="post" action="{WebRoutes.LogIn}">
            <input type="hidden" name="next" value="{next}">
            <label for="user">User</label>
            <input id="user" name="user" value="{user}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required {Focus(user.Length == 0)}>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required {Focus(user.Length > 0)}>
            <button class="primary" id="log-in">Log in</button>
          </form>
        </div>
        """));

    private static Html Focus(bool isWanted) => isWanted ? Html.Of($"autofocus") : Html.None;
}

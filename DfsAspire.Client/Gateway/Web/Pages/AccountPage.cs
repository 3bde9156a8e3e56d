using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>A user's own account: how much is kept of how much, and a new password.</summary>
internal static class AccountPage
{
    private const int Whole = 1000;

    /// <param name="call">Who asks.</param>
    /// <param name="quota">How much the user keeps, and may keep; null when that cannot be said.</param>
    /// <param name="fault">Why something cannot be said; null when nothing is missing.</param>
    /// <param name="isKnownHere">Whether the gateway's own settings hold the user's password.</param>
    public static Html Of(WebCall call, QuotaReport? quota, string? fault, bool isKnownHere) => Layout.Of(call, "Account", Html.Of($"""
        <div class="title"><h1>Account of {call.Store.User}</h1></div>
        <div class="stack">
          <section class="card" id="kept" aria-labelledby="kept-title">
            <h2 id="kept-title">What you keep</h2>
            {(quota is null ? Html.None : Html.Of($"<p>{Limit(quota.Quota)}</p>{Kept(quota)}"))}
            {(fault is null ? Html.None : Html.Of($"""<p role="alert" id="fault">This cannot be said just now: {fault}</p>"""))}
          </section>
          {Password(call, isKnownHere)}
        </div>
        """));

    private static Html Password(WebCall call, bool isKnownHere) => Html.Of($"""
        <form class="card fields" id="new-password" method="post" action="{WebRoutes.Account}" aria-labelledby="password-title">
          <h2 id="password-title">New password</h2>
          <p>Wherever you are logged in with the present one, this browser apart, you have to log in again. Uploads that are under way there fail. No file is uploaded again.</p>
          {(isKnownHere ? Html.Of($"""<p><strong>This gateway has your password in its settings.</strong> Whoever runs it has to put the new one there before it starts again.</p>""") : Html.None)}
          {Layout.Token(call.Session)}
          <input name="user" value="{call.Store.User}" autocomplete="username" hidden>
          <label for="old">Present password</label>
          <input id="old" name="old" type="password" autocomplete="current-password" required>
          <label for="new">New password</label>
          <input id="new" name="new" type="password" autocomplete="new-password" aria-describedby="new-hint" required>
          <label for="again">New password, once more</label>
          <input id="again" name="again" type="password" autocomplete="new-password" required>
          <p class="muted small" id="new-hint">A long one: whoever gets hold of a node's disk can try at it in peace. Nobody can tell you a password that is lost.</p>
          <button class="primary">Change the password</button>
        </form>
        """);

    private static string Limit(Quota quota) => quota switch
    {
        { Bytes: { } bytes, Files: { } files } => $"You may keep {Words.Size(bytes)}, and {Files(files)}.",
        { Bytes: { } bytes } => $"You may keep {Words.Size(bytes)}.",
        { Files: { } files } => $"You may keep {Files(files)}, of any size.",
        _ => "Nothing but the disks of the nodes limits what you may keep.",
    };

    private static Html Kept(QuotaReport report)
    {
        var quota = report.Quota;
        if (report.Use is not { } use)
            return Html.Of($"<p>How much you keep cannot be said just now: fewer than two nodes know it.</p>");
        var share = Math.Max(Share(use.Bytes, quota.Bytes), Share(use.Files, quota.Files));
        var bytes = quota.Bytes is { } mostBytes ? $"{Words.Size(use.Bytes)} of {Words.Size(mostBytes)}" : Words.Size(use.Bytes);
        var files = quota.Files is { } mostFiles ? string.Create(CultureInfo.InvariantCulture, $"{use.Files} of {Files(mostFiles)}") : Files(use.Files);
        var meter = Html.Of($"""<meter min="0" max="{Whole}" value="{share}" aria-label="How full the account is"></meter>""");
        return Html.Of($"""
            <p><strong>You keep {bytes}, and {files}.</strong></p>
            {(quota.IsNone ? Html.None : meter)}
            """);
    }

    private static int Share(long used, long? limit) => limit switch
    {
        null => 0,
        0 => Whole,
        { } most => (int)Math.Min(Whole, (double)used / most * Whole),
    };

    private static string Files(long count) => string.Create(CultureInfo.InvariantCulture, $"{count} file{(count == 1 ? "" : "s")}");
}

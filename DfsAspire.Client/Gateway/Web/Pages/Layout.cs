using System.Globalization;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>What all pages have around them.</summary>
internal static class Layout
{
    /// <summary>A page for nobody in particular.</summary>
    public static Html Of(string title, Html main) => Whole(title, Html.None, Html.None, main, Html.None);

    /// <summary>A page of somebody who is logged in.</summary>
    public static Html Of(WebCall call, string title, Html main)
    {
        var session = call.Session;
        var head = Html.Of($"""
            <meta name="dfs-token" content="{session.Token}">
            <script type="module" src="/assets/page.js"></script>
            """);
        var account = Html.Of($"""
            <form class="account" method="post" action="{WebRoutes.LogOut}">
              <a class="user" href="{WebRoutes.Account}" title="Your account"><span class="visually-hidden">Account of </span>{call.Store.User}</a>
              {Token(session)}
              <button class="quiet" id="log-out">Log out</button>
            </form>
            """);
        // A page that looks by itself shows no notice: it would be said to nobody.
        var notice = call.Http.Request.Headers.ContainsKey(NodesPanel.ByItself) ? null : session.TakeNotice();
        return Whole(title, head, account, main, NoticeOf(session, notice));
    }

    /// <summary>The hidden field with which a form proves that it is a page of the session.</summary>
    public static Html Token(WebSession session) => Html.Of($"""<input type="hidden" name="{SameOriginRule.Field}" value="{session.Token}">""");

    private static Html NoticeOf(WebSession session, Notice? notice) => notice is null ? Html.None : Html.Of($"""
        <div class="notice {(notice.IsError ? "bad" : "good")}">{Icons.Of(notice.IsError ? "warning" : "check")}
          <p id="notice" role="{(notice.IsError ? "alert" : "status")}" tabindex="-1" autofocus>{notice.Text}</p>
          {(notice.Deletions.Count == 0 ? Html.None : Undo(session, notice.Deletions))}
          {(notice.Failures.Count == 0 ? Html.None : Html.Of($"""<ul class="failures">{notice.Failures.Select(Failed)}</ul>"""))}
        </div>
        """);

    private static Html Failed(Failure failure) => Html.Of($"<li>{Words.Name(failure.Path.Name)}: {failure.Reason}</li>");

    private static Html Undo(WebSession session, IReadOnlyList<Deletion> deletions) => Html.Of($"""
        <form method="post" action="{WebRoutes.Selected}/undelete">
          {Token(session)}
          <input type="hidden" name="path" value="{deletions[0].Path.Folder.Value}">
          {deletions.Select(Undone)}
          <button id="undo">Undo<span class="visually-hidden"> the deletion of {(deletions.Count == 1 ? Words.Name(deletions[0].Path.Name) : Html.Of($"all {deletions.Count}"))}</span></button>
        </form>
        """);

    private static Html Undone(Deletion deletion) => Html.Of(
        $"""<input type="hidden" name="{Selection.Field}" value="{deletion.Path.Name}"><input type="hidden" name="took" value="{((long)deletion.Took.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)}">""");

    private static Html Whole(string title, Html head, Html account, Html main, Html notice) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{title} · DfsAspire</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/assets/page.css">
        {head}
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="bar"><div class="inner">
          <a class="brand" href="{WebRoutes.Home}">{Icons.Brand}<span>DfsAspire</span></a>
          {account}
        </div></header>
        <main id="main" class="inner" tabindex="-1">
        {notice}
        {main}
        </main>
        <p class="visually-hidden" role="status" aria-live="polite" id="said"></p>
        </body>
        </html>
        """);
}

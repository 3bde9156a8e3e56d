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
              <span class="user"><span class="visually-hidden">Logged in as </span>{call.Store.User}</span>
              {Token(session)}
              <button class="quiet" id="log-out">Log out</button>
            </form>
            """);
        return Whole(title, head, account, main, NoticeOf(session.TakeNotice()));
    }

    /// <summary>The hidden field with which a form proves that it is a page of the session.</summary>
    public static Html Token(WebSession session) => Html.Of($"""<input type="hidden" name="{SameOriginRule.Field}" value="{session.Token}">""");

    private static Html NoticeOf(Notice? notice) => notice is null ? Html.None : Html.Of($"""
        <p class="notice {(notice.IsError ? "bad" : "good")}" id="notice" role="{(notice.IsError ? "alert" : "status")}" tabindex="-1" autofocus>{Icons.Of(notice.IsError ? "warning" : "check")}<span>{notice.Text}</span></p>
        """);

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

using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>One file or folder: how it is, and what can be done with it.</summary>
internal static class ItemPage
{
    public static Html Of(WebCall call, ListedEntry entry, VersionListing? versions, IReadOnlyList<StorePath> folders) => Layout.Of(call, Words.Title(entry.Path), Html.Of($"""
        {FolderPage.Crumbs(entry.Path)}
        <div class="title"><h1>{Icons.Of(entry.IsFolder ? "folder" : "file")}{Words.Name(entry.Path.Name)}</h1></div>
        <div class="item">
          <div>{(entry.IsFolder ? Folder(entry) : File(entry))}{(versions is null ? Html.None : VersionTable.Of(call, versions))}</div>
          <div>
            {Rename(call, entry)}
            {Move(call, entry, folders)}
            {Delete(call, entry)}
          </div>
        </div>
        """));

    private static Html File(ListedEntry entry)
    {
        var (mood, word, sentence) = Words.Safety(entry);
        return Html.Of($"""
            <section class="card" aria-label="The file">
              <p class="facts"><span>{Words.Size(entry.Length)}</span> <span class="muted">changed {Words.Time(entry.WrittenAt)}</span></p>
              <p><a class="button primary" href="{StoreUrl.Of(WebRoutes.Download, entry.Path, isFolder: false)}">{Icons.Of("download")}Download</a></p>
            </section>
            <section class="card" aria-labelledby="safety">
              <h2 id="safety">Where it lies {Words.Badge(mood, word)}</h2>
              <p>{sentence}</p>
              {Parts(entry)}
            </section>
            """);
    }

    private static Html Folder(ListedEntry entry) => Html.Of($"""
        <section class="card" aria-label="The folder">
          <p class="facts"><span>Folder</span> <span class="muted">made {Words.Time(entry.WrittenAt)}</span></p>
          <p class="row"><a class="button primary" href="{WebRoutes.Of(entry.Path, isFolder: true)}">Open</a>
          <a class="button" href="{StoreUrl.Of(WebRoutes.Archive, entry.Path, isFolder: true)}">{Icons.Of("download")}Download as zip</a></p>
        </section>
        """);

    private static Html Parts(ListedEntry entry)
    {
        if (entry.Holders is not { } holders)
            return Html.None;
        var nodes = holders.SelectMany(names => names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return Html.Of($"""
            <table class="parts">
              <caption class="visually-hidden">Which node holds which part</caption>
              <thead><tr><th scope="col">Part</th>{nodes.Select(node => Html.Of($"""<th scope="col">{node}</th>"""))}</tr></thead>
              <tbody>{holders.Select((names, i) => Html.Of($"""<tr><th scope="row">{i + 1}</th>{nodes.Select(node => Cell(names.Contains(node)))}</tr>"""))}</tbody>
            </table>
            """);
    }

    private static Html Cell(bool isHeld) => isHeld
        ? Html.Of($"""<td class="held">{Icons.Of("check")}<span class="visually-hidden">held</span></td>""")
        : Html.Of($"""<td><span class="visually-hidden">not held</span></td>""");

    private static Html Rename(WebCall call, ListedEntry entry) => Html.Of($"""
        <form class="card" id="rename" method="post" action="{WebRoutes.Do}/rename">
          {Hidden(call, entry)}
          <label for="new-name">Name</label>
          <div class="row"><input id="new-name" name="name" value="{entry.Path.Name}" maxlength="255" required autocomplete="off" spellcheck="false"><button>Rename</button></div>
        </form>
        """);

    private static Html Move(WebCall call, ListedEntry entry, IReadOnlyList<StorePath> folders) => Html.Of($"""
        <form class="card" id="move" method="post" action="{WebRoutes.Do}/move">
          {Hidden(call, entry)}
          {FolderField.Of(entry.Path.Folder.Value, folders)}
        </form>
        """);

    private static Html Delete(WebCall call, ListedEntry entry) => Html.Of($"""
        <form class="card" id="delete" method="post" action="{WebRoutes.Do}/delete">
          {Hidden(call, entry)}
          <details>
            <summary class="button danger">Delete…</summary>
            <p>{(entry.IsFolder ? "The folder goes, with everything in it." : "The file goes.")} It can be brought back for a while.</p>
            <button class="danger">Delete it</button>
          </details>
        </form>
        """);

    private static Html Hidden(WebCall call, ListedEntry entry) => Html.Of($"""
        {Layout.Token(call.Session)}
        <input type="hidden" name="path" value="{entry.Path.Value}">
        <input type="hidden" name="back" value="{WebRoutes.About(entry)}">
        """);
}

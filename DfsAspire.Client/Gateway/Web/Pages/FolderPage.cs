using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>What lies in a folder, and the nodes beside it.</summary>
internal static class FolderPage
{
    public static Html Of(WebCall call, FolderListing listing, StoreStatus status)
    {
        var folder = listing.Folder;
        return Layout.Of(call, Words.Title(folder), Html.Of($"""
            <div class="columns">
              <section class="files" id="files" aria-labelledby="here" data-folder="{folder.Value}">
                {Crumbs(folder)}
                <div class="title"><h1 id="here">{(folder.IsRoot ? Html.Of($"Files") : Words.Name(folder.Name))}</h1>{AboutLink(folder)}</div>
                {Tools(call, folder)}
                <div id="transfers" hidden></div>
                {(listing.MayBeOld ? Html.Of($"""<p class="notice bad">{Icons.Of("warning")}<span>Only one node answers, so this list may be old.</span></p>""") : Html.None)}
                <form id="selection" method="post" action="{WebRoutes.Selected}/download" data-most="{Selection.Most}" autocomplete="off">
                  {Layout.Token(call.Session)}
                  <input type="hidden" name="path" value="{folder.Value}">
                  <div id="listing">{Listing(listing)}</div>
                  {SelectionBar.Bar}
                </form>
                <p class="below"><a href="{WebRoutes.DeletedFrom(folder)}">Deleted files</a></p>
              </section>
              {NodesPanel.Of(status, call.Time.GetUtcNow())}
            </div>
            """));
    }

    /// <summary>The way from the root to a path.</summary>
    public static Html Crumbs(StorePath path)
    {
        List<Html> steps = [];
        for (var folder = path.Folder; !folder.IsRoot; folder = folder.Folder)
            steps.Insert(0, Html.Of($"""<li><a href="{WebRoutes.Of(folder, isFolder: true)}">{Words.Name(folder.Name)}</a></li>"""));
        return path.IsRoot
            ? Html.None
            : Html.Of($"""<nav class="crumbs" aria-label="Folders above"><ol><li><a href="{WebRoutes.Of(StorePath.Root, isFolder: true)}">Files</a></li>{steps}</ol></nav>""");
    }

    private static Html AboutLink(StorePath folder) => folder.IsRoot
        ? Html.None
        : Html.Of($"""<a class="button quiet" href="{WebRoutes.Of(folder, isFolder: true)}?about">Rename, move, delete<span class="visually-hidden"> this folder</span></a>""");

    private static Html Tools(WebCall call, StorePath folder) => Html.Of($"""
        <div class="tools">
          <form class="upload" id="upload" method="post" action="{WebRoutes.Do}/upload" enctype="multipart/form-data">
            {Layout.Token(call.Session)}
            <input type="hidden" name="path" value="{folder.Value}">
            <label id="may-replace"><input type="checkbox" name="replace" value="yes"> Replace files of the same name</label>
            <input class="visually-hidden" type="file" id="pick-files" name="files" multiple>
            <label class="button primary" for="pick-files">{Icons.Of("upload")}Upload files</label>
            <input class="visually-hidden" type="file" id="pick-folder" webkitdirectory hidden>
            <label class="button" for="pick-folder" id="pick-folder-label" hidden>{Icons.Of("folder")}Upload a folder</label>
            <button id="send">Send them</button>
          </form>
          <details class="pop" id="new-folder">
            <summary class="button">{Icons.Of("plus")}New folder</summary>
            <form class="pop-box" method="post" action="{WebRoutes.Do}/folder">
              {Layout.Token(call.Session)}
              <input type="hidden" name="path" value="{folder.Value}">
              <label for="folder-name">Name of the new folder</label>
              <input id="folder-name" name="name" maxlength="255" required autocomplete="off" spellcheck="false">
              <button class="primary">Make it</button>
            </form>
          </details>
          <a class="button" href="{StoreArchive(folder)}" id="archive">{Icons.Of("download")}Download all<span class="visually-hidden"> as a zip archive</span></a>
        </div>
        <p class="muted hint" id="drop-hint" hidden>Files and whole folders can be dropped anywhere on this page.</p>
        """);

    private static string StoreArchive(StorePath folder) => Http.StoreUrl.Of(WebRoutes.Archive, folder, isFolder: true);

    private static Html Listing(FolderListing listing)
    {
        var (folders, files) = (listing.Entries.Count(entry => entry.IsFolder), listing.Entries.Count(entry => !entry.IsFolder));
        if (folders + files == 0)
            return Html.Of($"""<div class="empty">{Icons.Of("folder")}<p>Nothing is in this folder yet.</p></div>""");
        var rows = listing.Entries.OrderByDescending(entry => entry.IsFolder).Select(Row);
        return Html.Of($"""
            <table class="list">
              <caption class="visually-hidden">What lies in {Words.Title(listing.Folder)}</caption>
              <thead><tr><td class="pick"><label hidden><input type="checkbox" id="select-all"><span class="visually-hidden">Select all</span></label></td><th scope="col">Name</th><th scope="col" class="number wide">Size</th><th scope="col" class="wide">Changed</th><th scope="col">Safety</th><th scope="col"><span class="visually-hidden">What to do</span></th></tr></thead>
              <tbody>{rows}</tbody>
            </table>
            <p class="muted count">{Count(folders, "folder")}, {Count(files, "file")}, {Words.Size(listing.Entries.Sum(entry => entry.Length))}</p>
            """);
    }

    private static Html Row(ListedEntry entry)
    {
        var name = entry.Path.Name;
        var (mood, word, sentence) = Words.Safety(entry);
        var open = WebRoutes.Of(entry.Path, entry.IsFolder);
        var download = Http.StoreUrl.Of(entry.IsFolder ? WebRoutes.Archive : WebRoutes.Download, entry.Path, entry.IsFolder);
        var small = entry.IsFolder ? Html.None : Html.Of($"""<span class="small muted">{Words.Size(entry.Length)} · {Words.Time(entry.WrittenAt)}</span>""");
        return Html.Of($"""
            <tr data-name="{name}">
              <td class="pick"><label><input type="checkbox" name="{Selection.Field}" value="{name}"><span class="visually-hidden">Select {Words.Name(name)}</span></label></td>
              <th scope="row"><a class="name" href="{open}">{Icons.Of(entry.IsFolder ? "folder" : "file")}<span>{Words.Name(name)}{(entry.IsFolder ? Html.Of($"""<span class="visually-hidden">, folder</span>""") : Html.None)}</span></a>{small}</th>
              <td class="number wide">{(entry.IsFolder ? "" : Words.Size(entry.Length))}</td>
              <td class="wide">{Words.Time(entry.WrittenAt)}</td>
              <td>{(word.Length == 0 ? Html.None : Html.Of($"""<span class="badge {mood}" title="{sentence}">{word}</span>"""))}</td>
              <td class="actions">
                <a class="icon-button" href="{download}" title="Download">{Icons.Of("download")}<span class="visually-hidden">Download {Words.Name(name)}</span></a>
                <a class="icon-button" href="{WebRoutes.About(entry)}" title="Rename, move, delete">{Icons.Of("more")}<span class="visually-hidden">Rename, move or delete {Words.Name(name)}</span></a>
              </td>
            </tr>
            """);
    }

    private static string Count(int count, string what) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}

using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>What was deleted from a folder and can be brought back.</summary>
internal static class DeletedPage
{
    public static Html Of(WebCall call, DeletedListing listing)
    {
        var folder = listing.Folder;
        var title = $"Deleted from {Words.Title(folder)}";
        return Layout.Of(call, title, Html.Of($"""
            {Crumbs(folder)}
            <div class="title"><h1 id="here"><span>Deleted from {(folder.IsRoot ? Html.Of($"Files") : Words.Name(folder.Name))}</span></h1></div>
            {(listing.MayBeOld ? Html.Of($"""<p class="notice bad">{Icons.Of("warning")}<span>Only one node answers, so this list may be old.</span></p>""") : Html.None)}
            {(listing.Entries.Count == 0 ? Html.Of($"""<div class="empty">{Icons.Of("file")}<p>Nothing that was deleted from this folder is kept.</p></div>""") : Table(call, listing))}
            """));
    }

    // The folder itself is the last step: it is where one comes from.
    private static Html Crumbs(StorePath folder)
    {
        List<Html> steps = [];
        for (var above = folder; !above.IsRoot; above = above.Folder)
            steps.Insert(0, Html.Of($"""<li><a href="{WebRoutes.Of(above, isFolder: true)}">{Words.Name(above.Name)}</a></li>"""));
        return Html.Of($"""<nav class="crumbs" aria-label="Folders above"><ol><li><a href="{WebRoutes.Of(StorePath.Root, isFolder: true)}">Files</a></li>{steps}</ol></nav>""");
    }

    private static Html Table(WebCall call, DeletedListing listing) => Html.Of($"""
        <table class="list" id="deleted">
          <caption class="visually-hidden">What was deleted from {Words.Title(listing.Folder)}</caption>
          <thead><tr><th scope="col">Name</th><th scope="col" class="number wide">Size</th><th scope="col" class="wide">Deleted</th><th scope="col" class="wide">Kept until</th><th scope="col"><span class="visually-hidden">What to do</span></th></tr></thead>
          <tbody>{listing.Entries.OrderByDescending(entry => entry.IsFolder).Select(entry => Row(call, entry))}</tbody>
        </table>
        <p class="muted count">A folder comes back with all that was deleted from it. Names in use now are left as they are.</p>
        """);

    private static Html Row(WebCall call, FileVersion version)
    {
        var name = version.Path.Name;
        var open = version.IsFolder ? WebRoutes.DeletedFrom(version.Path) : WebRoutes.Of(version.Path, isFolder: false);
        var deleted = version.ReplacedAt is { } time ? Words.Time(time) : Html.Of($"""<span class="muted">not known</span>""");
        return Html.Of($"""
            <tr data-name="{name}">
              <th scope="row"><a class="name" href="{open}">{Icons.Of(version.IsFolder ? "folder" : "file")}<span>{Words.Name(name)}{(version.IsFolder ? Html.Of($"""<span class="visually-hidden">, folder</span>""") : Html.None)}</span></a>{VersionTable.Remark(version)}<span class="small muted">{(version.IsFolder ? Html.None : Html.Of($"{Words.Size(version.Length)} · "))}{deleted}</span></th>
              <td class="number wide">{(version.IsFolder ? "" : Words.Size(version.Length))}</td>
              <td class="wide">{deleted}</td>
              <td class="wide">{VersionTable.Kept(version)}</td>
              <td class="actions">
                {(version.IsFolder ? Html.None : Html.Of($"""<a class="icon-button" href="{WebRoutes.Of(version)}" title="Download">{Icons.Of("download")}<span class="visually-hidden">Download {Words.Name(name)}</span></a>"""))}
                <form method="post" action="{WebRoutes.Do}/undelete">
                  {Layout.Token(call.Session)}
                  <input type="hidden" name="path" value="{version.Path.Value}">
                  <input type="hidden" name="back" value="{WebRoutes.Of(version.Path.Folder, isFolder: true)}">
                  <button>Restore<span class="visually-hidden"> {Words.Name(name)}</span></button>
                </form>
              </td>
            </tr>
            """);
    }
}

using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>What is to be moved from a folder, and the question where to.</summary>
internal static class MovePage
{
    public static Html Of(WebCall call, Selection selection, string typed, IReadOnlyList<StorePath> folders) => Layout.Of(call, "Move what is selected", Html.Of($"""
        {FolderPage.Crumbs(selection.Paths[0])}
        <div class="title"><h1>Move what is selected</h1></div>
        <div class="stack">
          <form class="card" id="move" method="post" action="{WebRoutes.Selected}/move">
            {Layout.Token(call.Session)}
            <input type="hidden" name="path" value="{selection.Folder.Value}">
            <ul class="names" aria-label="What is moved">{selection.Paths.Select(Named)}</ul>
            {FolderField.Of(typed, folders)}
          </form>
          <p><a class="button" href="{WebRoutes.Of(selection.Folder, isFolder: true)}">Leave it where it is</a></p>
        </div>
        """));

    private static Html Named(StorePath path) => Html.Of($"""<li>{Words.Name(path.Name)}<input type="hidden" name="{Selection.Field}" value="{path.Name}"></li>""");
}

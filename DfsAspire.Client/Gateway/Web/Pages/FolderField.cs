using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>The field that takes the folder where something is to go, with its button.</summary>
internal static class FolderField
{
    /// <param name="value">What stands in it at first.</param>
    /// <param name="folders">What is offered.</param>
    public static Html Of(string value, IReadOnlyList<StorePath> folders) => Html.Of($"""
        <label for="folder">In the folder</label>
        <div class="row"><input id="folder" name="folder" value="{value}" placeholder="Files" list="folders" aria-describedby="folder-hint" maxlength="1024" autocomplete="off" spellcheck="false"><button>Move</button></div>
        <datalist id="folders">{folders.Select(folder => Html.Of($"""<option value="{folder.Value}">"""))}</datalist>
        <p class="muted small" id="folder-hint">A path such as docs/2026; empty for the topmost folder.</p>
        """);
}

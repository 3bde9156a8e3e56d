using System.Globalization;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.WebDav.Methods;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>What forms of the page do. Each ends on the folder's page, which says how it went.</summary>
internal static class Actions
{
    private const long MostMilliseconds = 24L * 60 * 60 * 1000;

    public static async Task RunAsync(WebCall call, string action)
    {
        if (action == "/upload")
        {
            await FormUpload.RunAsync(call);
            return;
        }

        var form = await Forms.ReadAsync(call.Http);
        SameOriginRule.CheckToken(call.Session, form[SameOriginRule.Field]);
        var path = StorePath.Parse(form["path"].ToString());
        try
        {
            await (action switch
            {
                "/folder" => MakeFolderAsync(call, path, form["name"].ToString().Trim()),
                "/rename" => MoveAsync(call, path, path.Folder, form["name"].ToString().Trim()),
                "/move" => MoveAsync(call, path, FolderOf(form["folder"].ToString()), path.Name),
                "/delete" => DeleteAsync(call, path),
                "/undelete" => UndeleteAsync(call, path, TookOf(form["took"].ToString())),
                "/restore" => RestoreAsync(call, path, form[WebRoutes.Version].ToString()),
                _ => throw new HttpRefusal(StatusCodes.Status404NotFound, "There is no such form."),
            });
        }
        catch (Exception fault) when (fault is HttpRefusal { Status: < 500 } or InvalidPathException or DfsException { Fault: not DfsFault.WrongCredentials })
        {
            // Nothing was done: the page is shown again and says why.
            call.Session.Leave(new Notice(fault.Message, IsError: true));
            call.Http.Response.Clear();
            SafeHeaders.Set(call.Http.Response);
            call.GoTo(form["back"].ToString() is { Length: > 0 } back ? LocalUrl.OrFiles(back) : WebRoutes.Of(path, isFolder: true));
        }
    }

    private static async Task MakeFolderAsync(WebCall call, StorePath folder, string name)
    {
        var path = folder.Combine(NameOf(name));
        await MakeCollectionMethod.RunAsync(call.About(path), hasBody: false);
        Done(call, folder, $"The folder '{name}' is made.");
    }

    private static async Task MoveAsync(WebCall call, StorePath path, StorePath folder, string name)
    {
        var to = folder.Combine(NameOf(name));
        _ = call.About(to);
        await CopyMethod.MoveAsync(call.About(path), to, mayReplace: false);
        Done(call, folder, folder == path.Folder ? $"'{path.Name}' is called '{name}' now." : $"'{path.Name}' is in '{(folder.IsRoot ? "Files" : folder.Value)}' now.");
    }

    private static async Task DeleteAsync(WebCall call, StorePath path)
    {
        var begun = call.Time.GetTimestamp();
        await DeleteMethod.RunAsync(call.About(path));
        Done(call, path.Folder, $"'{path.Name}' is deleted.", new Deletion(path, call.Time.GetElapsedTime(begun)));
    }

    private static async Task UndeleteAsync(WebCall call, StorePath path, TimeSpan? took)
    {
        var undelete = await RestoreMethod.UndeleteAsync(call.About(path), took);
        if (undelete.Left.Count == 0)
            Done(call, path.Folder, $"'{path.Name}' is back.");
        else
            Leave(call, path.Folder, new Notice($"'{path.Name}' is back, but not all that was in it: {Some(undelete.Left)} cannot be restored just now, or something else lies there.", IsError: true));
    }

    private static async Task RestoreAsync(WebCall call, StorePath path, string id)
    {
        await RestoreMethod.RestoreAsync(call.About(path), id);
        call.Session.Leave(new Notice($"'{path.Name}' is again what it was. What it held until now, if anything, is an earlier version.", IsError: false));
        call.GoTo(WebRoutes.Of(path, isFolder: false));
    }

    private static void Done(WebCall call, StorePath folder, string notice, Deletion? deletion = null) =>
        Leave(call, folder, new Notice(notice, IsError: false) { Deletion = deletion });

    private static void Leave(WebCall call, StorePath folder, Notice notice)
    {
        call.Session.Leave(notice);
        call.GoTo(WebRoutes.Of(folder, isFolder: true));
    }

    private static string Some(IReadOnlyCollection<StorePath> paths)
    {
        const int named = 3;
        var names = string.Join(", ", paths.Take(named).Select(path => $"'{path.Name}'"));
        return paths.Count > named ? string.Create(CultureInfo.InvariantCulture, $"{names} and {paths.Count - named} more") : names;
    }

    private static TimeSpan? TookOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < MostMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    // A slash would make a path of the name.
    private static string NameOf(string name) => name.Length > 0 && !name.Contains('/', StringComparison.Ordinal)
        ? name
        : throw new HttpRefusal(StatusCodes.Status400BadRequest, "A name has at least one character, and no '/'.");

    private static StorePath FolderOf(string text) => StorePath.Parse(text.Trim().TrimStart('/'));
}

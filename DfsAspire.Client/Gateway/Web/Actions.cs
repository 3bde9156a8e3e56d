using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.WebDav.Methods;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>What forms of the page do. Each ends on the folder's page, which says how it went.</summary>
internal static class Actions
{
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
        await DeleteMethod.RunAsync(call.About(path));
        Done(call, path.Folder, $"'{path.Name}' is deleted.");
    }

    private static void Done(WebCall call, StorePath folder, string notice)
    {
        call.Session.Leave(new Notice(notice, IsError: false));
        call.GoTo(WebRoutes.Of(folder, isFolder: true));
    }

    // A slash would make a path of the name.
    private static string NameOf(string name) => name.Length > 0 && !name.Contains('/', StringComparison.Ordinal)
        ? name
        : throw new HttpRefusal(StatusCodes.Status400BadRequest, "A name has at least one character, and no '/'.");

    private static StorePath FolderOf(string text) => StorePath.Parse(text.Trim().TrimStart('/'));
}

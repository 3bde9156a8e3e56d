using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.Web.Pages;
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

        var form = await Forms.ReadAsync(call.Http, action.StartsWith(WebRoutes.SelectedAction, StringComparison.Ordinal) ? Selection.Most : 0);
        SameOriginRule.CheckToken(call.Session, form[SameOriginRule.Field]);
        var path = StorePath.Parse(form["path"].ToString());
        try
        {
            await (action switch
            {
                "/folder" => MakeFolderAsync(call, path, form["name"].ToString().Trim()),
                "/rename" => MoveAsync(call, path, path.Folder, form["name"].ToString().Trim()),
                "/move" => MoveAsync(call, path, Forms.FolderOf(form["folder"].ToString()), path.Name),
                "/delete" => DeleteAsync(call, path),
                "/undelete" => UndeleteAsync(call, path),
                "/restore" => RestoreAsync(call, path, form[WebRoutes.Version].ToString()),
                $"{WebRoutes.SelectedAction}/download" => FolderArchive.SendAsync(call, Selection.Of(call, path, form)),
                $"{WebRoutes.SelectedAction}/where-to" => SelectionActions.AskWhereToAsync(call, Selection.Of(call, path, form), path.Value),
                $"{WebRoutes.SelectedAction}/move" => SelectionActions.MoveAsync(call, Selection.Of(call, path, form), form["folder"].ToString()),
                $"{WebRoutes.SelectedAction}/delete" => SelectionActions.DeleteAsync(call, Selection.Of(call, path, form)),
                $"{WebRoutes.SelectedAction}/undelete" => SelectionActions.UndeleteAsync(call, Selection.Of(call, path, form), form["took"]),
                _ => throw new HttpRefusal(StatusCodes.Status404NotFound, "There is no such form."),
            });
        }
        catch (Exception fault) when (!call.Http.Response.HasStarted && fault is HttpRefusal { Status: < 500 } or InvalidPathException or DfsException { Fault: not DfsFault.WrongCredentials })
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
        var path = Forms.PathOf(folder, name);
        await MakeCollectionMethod.RunAsync(call.About(path), hasBody: false);
        Done(call, folder, $"The folder '{name}' is made.");
    }

    private static async Task MoveAsync(WebCall call, StorePath path, StorePath folder, string name)
    {
        var to = Forms.PathOf(folder, name);
        _ = call.About(to);
        await CopyMethod.MoveAsync(call.About(path), to, mayReplace: false);
        Done(call, folder, folder == path.Folder ? $"'{path.Name}' is called '{name}' now." : $"'{path.Name}' is in '{Words.Place(folder)}' now.");
    }

    private static async Task DeleteAsync(WebCall call, StorePath path)
    {
        var begun = call.Time.GetTimestamp();
        await DeleteMethod.RunAsync(call.About(path));
        Done(call, path.Folder, $"'{path.Name}' is deleted.", new Deletion(path, call.Time.GetElapsedTime(begun)));
    }

    private static async Task UndeleteAsync(WebCall call, StorePath path)
    {
        var undelete = await RestoreMethod.UndeleteAsync(call.About(path), took: null);
        if (undelete.Left.Count == 0)
            Done(call, path.Folder, $"'{path.Name}' is back.");
        else
            Leave(call, path.Folder, new Notice($"'{path.Name}' is back, but {Words.NotAll(undelete.Left)}", IsError: true));
    }

    private static async Task RestoreAsync(WebCall call, StorePath path, string id)
    {
        await RestoreMethod.RestoreAsync(call.About(path), id);
        call.Session.Leave(new Notice($"'{path.Name}' is again what it was. What it held until now, if anything, is an earlier version.", IsError: false));
        call.GoTo(WebRoutes.Of(path, isFolder: false));
    }

    private static void Done(WebCall call, StorePath folder, string notice, Deletion? deletion = null) =>
        Leave(call, folder, new Notice(notice, IsError: false) { Deletions = deletion is null ? [] : [deletion] });

    private static void Leave(WebCall call, StorePath folder, Notice notice)
    {
        call.Session.Leave(notice);
        call.GoTo(WebRoutes.Of(folder, isFolder: true));
    }
}

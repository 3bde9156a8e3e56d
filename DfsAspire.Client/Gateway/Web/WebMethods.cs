using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Web.Pages;
using DfsAspire.Client.Gateway.WebDav;
using DfsAspire.Client.Gateway.WebDav.Methods;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;
using OpenTelemetry;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>What the page shows and does, by address.</summary>
internal static class WebMethods
{
    public static Task RunAsync(WebCall call, bool isPost)
    {
        var path = call.Http.Request.Path;
        if (isPost)
            return path.StartsWithSegments(WebRoutes.Do, StringComparison.Ordinal, out var action)
                ? Actions.RunAsync(call, action.Value ?? "")
                : throw new HttpRefusal(StatusCodes.Status405MethodNotAllowed, "No form is sent there.");
        if (path.StartsWithSegments(WebRoutes.Files, StringComparison.Ordinal))
            return ShowAsync(call, StoreUrl.Of(call.Http, WebRoutes.Files));
        if (path.StartsWithSegments(WebRoutes.Download, StringComparison.Ordinal))
            return DownloadAsync(call.About(StoreUrl.Of(call.Http, WebRoutes.Download)));
        if (path.StartsWithSegments(WebRoutes.Deleted, StringComparison.Ordinal))
            return ShowDeletedAsync(call, StoreUrl.Of(call.Http, WebRoutes.Deleted));
        if (path.StartsWithSegments(WebRoutes.Archive, StringComparison.Ordinal))
            return FolderArchive.SendAsync(call, StoreUrl.Of(call.Http, WebRoutes.Archive));
        if (path.StartsWithSegments(WebRoutes.Nodes, StringComparison.Ordinal))
            return NodesAsync(call);
        call.GoTo($"{WebRoutes.Files}/");
        return Task.CompletedTask;
    }

    private static async Task ShowAsync(WebCall call, StorePath path)
    {
        _ = call.About(path);
        var request = call.Http.Request;
        var isFolderUrl = StoreUrl.RawPath(call.Http).EndsWith('/');
        if (isFolderUrl && !request.Query.ContainsKey("about"))
        {
            await ShowFolderAsync(call, path);
            return;
        }

        var entry = await call.Store.StatAsync(path, call.Aborted);
        if (entry is not null && (entry.IsFolder != isFolderUrl || path.IsRoot))
        {
            call.GoTo(WebRoutes.Of(path, entry.IsFolder));
            return;
        }

        var versions = entry is { IsFolder: true } ? null : await call.Store.ListVersionsAsync(path, call.Aborted);
        if (entry is null && versions!.Versions.Count == 0)
            throw new HttpRefusal(StatusCodes.Status404NotFound, $"There is no '{path}' any more.");
        var page = entry is null ? GonePage.Of(call, versions!) : ItemPage.Of(call, entry, versions, await FolderChoices.FindAsync(call, [entry.Path]));
        await PageWriter.WriteAsync(call.Http, StatusCodes.Status200OK, page);
    }

    private static async Task ShowDeletedAsync(WebCall call, StorePath folder)
    {
        _ = call.About(folder);
        var deleted = await call.Store.ListDeletedAsync(folder, call.Aborted);
        var shown = deleted with { Entries = [.. deleted.Entries.Where(entry => !entry.IsMoved && !HiddenNames.IsHidden(entry.Path.Name))] };
        await PageWriter.WriteAsync(call.Http, StatusCodes.Status200OK, DeletedPage.Of(call, shown));
    }

    private static async Task ShowFolderAsync(WebCall call, StorePath path)
    {
        var status = NodesPanel.AskAsync(call);
        FolderListing listing;
        try
        {
            listing = await call.Store.ListAsync(path, call.Aborted);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.Conflict)
        {
            // It is a file.
            call.GoTo(WebRoutes.Of(path, isFolder: false));
            return;
        }
        finally
        {
            await ((Task)status).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var shown = listing with { Entries = [.. listing.Entries.Where(entry => !HiddenNames.IsHidden(entry.Path.Name))] };
        await PageWriter.WriteAsync(call.Http, StatusCodes.Status200OK, FolderPage.Of(call, shown, await status));
    }

    private static async Task DownloadAsync(DavCall call)
    {
        call.Response.Headers.ContentDisposition = call.Path.IsRoot ? default : Attachment.Of(call.Path.Name);
        if (call.Request.Query[WebRoutes.Version].ToString() is not { Length: > 0 } id)
        {
            await GetMethod.RunAsync(call);
            return;
        }

        await GetMethod.SendVersionAsync(call, id);
    }

    private static async Task NodesAsync(WebCall call)
    {
        // Asked every few seconds: traces of it would bury those of commands.
        using var quiet = SuppressInstrumentationScope.Begin();
        await PageWriter.WriteAsync(call.Http, StatusCodes.Status200OK, NodesPanel.Of(await NodesPanel.AskAsync(call), call.Time.GetUtcNow()));
    }
}

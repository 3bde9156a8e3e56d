using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav.Locks;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>COPY and MOVE within the user's tree.</summary>
internal static class CopyMethod
{
    public static Task CopyAsync(DavCall call) => RunAsync(call, isMove: false);

    public static Task MoveAsync(DavCall call) => RunAsync(call, isMove: true);

    /// <summary>Copies to a path that no header names.</summary>
    public static Task CopyAsync(DavCall call, StorePath to, bool mayReplace) => RunAsync(call, to, isMove: false, mayReplace, isDeep: true);

    /// <summary>Moves to a path that no header names.</summary>
    public static Task MoveAsync(DavCall call, StorePath to, bool mayReplace) => RunAsync(call, to, isMove: true, mayReplace, isDeep: true);

    private static Task RunAsync(DavCall call, bool isMove)
    {
        var to = Destination(call);
        var depth = call.DepthOr(DavDepth.Infinity);
        if (depth == DavDepth.One || (isMove && depth != DavDepth.Infinity))
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "COPY takes the Depth 0 or infinity, MOVE infinity only.");
        return RunAsync(call, to, isMove, MayReplace(call.Request), depth == DavDepth.Infinity);
    }

    private static async Task RunAsync(DavCall call, StorePath to, bool isMove, bool mayReplace, bool isDeep)
    {
        NeedTarget(call, to);
        using var gate = await call.Gates.EnterAsync(call.Store.User, [(call.Path, isMove), (to, true)], call.Aborted);
        var entry = await call.Store.StatAsync(call.Path, call.Aborted)
            ?? throw new HttpRefusal(StatusCodes.Status404NotFound, $"'{call.Path}' was not found.");
        await Preconditions.CheckIfHeaderAsync(call);
        Preconditions.CheckForWrite(call.Request, entry);
        var replaced = await TargetAsync(call, to, mayReplace);
        if (isMove)
            LockRule.NeedTree(call, call.Path);
        if (replaced is null)
            LockRule.NeedMembership(call, to);
        LockRule.NeedWrite(call, to);
        var tree = new Tree(call.Store, call.Properties);
        if (isMove)
            await MoveAsync(call, tree, entry, to, replaced, mayReplace);
        else
            await CopyAsync(call, tree, entry, to, replaced, mayReplace, isDeep);
        call.Response.StatusCode = replaced is null ? StatusCodes.Status201Created : StatusCodes.Status204NoContent;
    }

    private static async Task CopyAsync(DavCall call, Tree tree, ListedEntry entry, StorePath to, ListedEntry? replaced, bool mayReplace, bool isDeep)
    {
        if (isDeep)
            await tree.NeedRoomAsync(entry, to, call.Aborted);
        await BeginAsync(call, tree, entry, replaced, isDeep);
        if (entry.IsFolder && replaced is { IsFolder: true })
        {
            await new FolderReplacement(call.Store, tree).RunAsync(entry.Path, to, isDeep, CancellationToken.None);
            await call.Properties.CopyAsync(entry.Path, to, CancellationToken.None);
        }
        else
        {
            await tree.CopyAsync(entry, to, mayReplace, isDeep, CancellationToken.None);
        }
    }

    private static async Task MoveAsync(DavCall call, Tree tree, ListedEntry entry, StorePath to, ListedEntry? replaced, bool mayReplace)
    {
        var mark = entry.IsFolder ? new MoveMark(call.Store, entry.Path, to) : null;
        await tree.NeedRoomAsync(entry, to, call.Aborted);
        var goesOn = mark is not null && replaced is { IsFolder: true } && await mark.IsThereAsync(call.Aborted);
        if (goesOn)
        {
            LockRule.NeedTree(call, to);
        }
        else
        {
            await BeginAsync(call, tree, entry, replaced, isDeep: true);
            if (entry.IsFolder && replaced is { IsFolder: true })
                await new FolderReplacement(call.Store, tree).RunAsync(entry.Path, to, isDeep: true, CancellationToken.None);
            if (mark is not null)
                await mark.WriteAsync(CancellationToken.None);
        }

        await tree.MoveAsync(entry, to, mayReplace, CancellationToken.None);
        if (mark is not null)
            await mark.RemoveAsync(CancellationToken.None);
        call.Locks.RemoveTree(call.Store.User, call.Path);
    }

    // A file takes a file's place in one step, a folder that of a folder without a step in which something is missing. Where one takes the
    // other's place, the name must be free first. From here on the work does not end with the client: what is done halfway helps nobody.
    private static async Task BeginAsync(DavCall call, Tree tree, ListedEntry entry, ListedEntry? replaced, bool isDeep)
    {
        call.Aborted.ThrowIfCancellationRequested();
        if (replaced is null || (!replaced.IsFolder && !entry.IsFolder))
            return;
        LockRule.NeedTree(call, replaced.Path);
        if (replaced.IsFolder != entry.IsFolder)
        {
            if (isDeep)
                await tree.NeedWholeAsync(entry, call.Aborted);
            await tree.DeleteAsync(replaced, CancellationToken.None);
        }

        call.Locks.RemoveTree(call.Store.User, replaced.Path);
    }

    private static async Task<ListedEntry?> TargetAsync(DavCall call, StorePath to, bool mayReplace)
    {
        var replaced = await call.Store.StatAsync(to, call.Aborted);
        if (replaced is not null && !mayReplace)
            throw new HttpRefusal(StatusCodes.Status412PreconditionFailed, $"'{to}' is there already, and may not be replaced.");
        if (replaced is null && await call.Store.StatAsync(to.Folder, call.Aborted) is not { IsFolder: true })
            throw new HttpRefusal(StatusCodes.Status409Conflict, $"There is no folder '{to.Folder}' for '{to.Name}'.");
        return replaced;
    }

    private static StorePath Destination(DavCall call)
    {
        var url = call.Request.Headers["Destination"].ToString();
        if (!DestinationUrl.TryRead(url, call.Request.Host, out var to, out var isElsewhere))
        {
            throw isElsewhere
                ? new HttpRefusal(StatusCodes.Status502BadGateway, "The Destination is on another host; this gateway reaches none.")
                : new HttpRefusal(StatusCodes.Status400BadRequest, "The Destination is missing, or names no path of the store.");
        }

        return to;
    }

    private static void NeedTarget(DavCall call, StorePath to)
    {
        if (HiddenNames.IsHidden(to))
            throw DavEndpoint.IsHidden(to);
        if (to == call.Path || DavLock.IsBelow(to, call.Path) || DavLock.IsBelow(call.Path, to))
            throw new HttpRefusal(StatusCodes.Status403Forbidden, $"'{call.Path}' and '{to}' are the same, or one lies in the other.");
    }

    private static bool MayReplace(HttpRequest request) => request.Headers["Overwrite"].ToString().Trim().ToUpperInvariant() switch
    {
        "" or "T" => true,
        "F" => false,
        _ => throw new HttpRefusal(StatusCodes.Status400BadRequest, "The Overwrite header must be T or F."),
    };
}

using DfsAspire.Client.Gateway.Http;

namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>DELETE of a file, or of a folder with all that is in it.</summary>
internal static class DeleteMethod
{
    public static async Task RunAsync(DavCall call)
    {
        if (call.Path.IsRoot)
            throw new HttpRefusal(StatusCodes.Status403Forbidden, "The root folder cannot be deleted.");
        if (call.DepthOr(DavDepth.Infinity) != DavDepth.Infinity)
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "DELETE takes a folder with all that is in it: leave the Depth header out.");
        using var gate = await call.Gates.EnterAsync(call.Store.User, call.Path, isTree: true, call.Aborted);
        var entry = await call.Store.StatAsync(call.Path, call.Aborted)
            ?? throw new HttpRefusal(StatusCodes.Status404NotFound, $"'{call.Path}' was not found.");
        await Preconditions.CheckIfHeaderAsync(call);
        Preconditions.CheckForWrite(call.Request, entry);
        LockRule.NeedTree(call, call.Path);
        await new Tree(call.Store, call.Properties).DeleteAsync(entry, call.Aborted);
        call.Locks.RemoveTree(call.Store.User, call.Path);
        call.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}

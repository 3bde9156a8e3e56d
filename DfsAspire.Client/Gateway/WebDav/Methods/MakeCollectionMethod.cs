using DfsAspire.Client.Gateway.Http;

namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>MKCOL: a new folder in one that is there.</summary>
internal static class MakeCollectionMethod
{
    public static Task RunAsync(DavCall call) => RunAsync(call, hasBody: true);

    /// <summary>The same; the body of a form was read already.</summary>
    public static async Task RunAsync(DavCall call, bool hasBody)
    {
        if (hasBody && !(await call.ReadBodyAsync()).IsEmpty)
            throw new HttpRefusal(StatusCodes.Status415UnsupportedMediaType, "MKCOL takes no body.");
        using var gate = await call.Gates.EnterAsync(call.Store.User, call.Path, isTree: false, call.Aborted);
        if (await call.Store.StatAsync(call.Path, call.Aborted) is not null)
            throw new HttpRefusal(StatusCodes.Status405MethodNotAllowed, $"'{call.Path}' is there already.");
        await Preconditions.CheckIfHeaderAsync(call);
        if (await call.Store.StatAsync(call.Path.Folder, call.Aborted) is not { IsFolder: true })
            throw new HttpRefusal(StatusCodes.Status409Conflict, $"There is no folder '{call.Path.Folder}' to make '{call.Path.Name}' in.");
        await WriteAsync(call);
        call.Response.StatusCode = StatusCodes.Status201Created;
    }

    /// <summary>Makes a folder, and those above it; false when it is there already.</summary>
    public static async Task<bool> MakeAsync(DavCall call)
    {
        using var gate = await call.Gates.EnterAsync(call.Store.User, call.Path, isTree: false, call.Aborted);
        if (await call.Store.StatAsync(call.Path, call.Aborted) is { } there)
            return there.IsFolder ? false : throw new HttpRefusal(StatusCodes.Status409Conflict, $"'{call.Path}' is a file; a folder cannot have its name.");
        await WriteAsync(call);
        return true;
    }

    private static async Task WriteAsync(DavCall call)
    {
        LockRule.NeedWrite(call, call.Path);
        LockRule.NeedMembership(call, call.Path);
        await call.Store.MakeFolderAsync(call.Path, call.Aborted);
        await call.Properties.RemoveAsync(call.Path, call.Aborted);
    }
}

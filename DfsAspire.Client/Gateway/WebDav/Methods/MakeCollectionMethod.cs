using DfsAspire.Client.Gateway.Http;

namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>MKCOL: a new folder in one that is there.</summary>
internal static class MakeCollectionMethod
{
    public static async Task RunAsync(DavCall call)
    {
        if (!(await call.ReadBodyAsync()).IsEmpty)
            throw new HttpRefusal(StatusCodes.Status415UnsupportedMediaType, "MKCOL takes no body.");
        using var gate = await call.Gates.EnterAsync(call.Store.User, [call.Path], call.Aborted);
        if (await call.Store.StatAsync(call.Path, call.Aborted) is not null)
            throw new HttpRefusal(StatusCodes.Status405MethodNotAllowed, $"'{call.Path}' is there already.");
        await Preconditions.CheckIfHeaderAsync(call);
        if (await call.Store.StatAsync(call.Path.Folder, call.Aborted) is not { IsFolder: true })
            throw new HttpRefusal(StatusCodes.Status409Conflict, $"There is no folder '{call.Path.Folder}' to make '{call.Path.Name}' in.");
        LockRule.NeedWrite(call, call.Path);
        LockRule.NeedMembership(call, call.Path);
        await call.Store.MakeFolderAsync(call.Path, call.Aborted);
        await call.Properties.RemoveAsync(call.Path, call.Aborted);
        call.Response.StatusCode = StatusCodes.Status201Created;
    }
}

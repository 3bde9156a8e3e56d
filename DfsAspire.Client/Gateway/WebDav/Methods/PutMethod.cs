using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Store;
using DfsAspire.Client.Transfer;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>PUT of a file of any size. The body is spooled first, so that a slow sender keeps nobody from the path.</summary>
internal static class PutMethod
{
    // Longer bodies are refused before they have been sent, when they must be.
    private const long WorthAsking = 256 * 1024;

    public static async Task RunAsync(DavCall call)
    {
        NeedWhole(call.Request);
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        await PutAsync(call, call.Request.Body, call.Request.ContentLength, makesFolders: false);
    }

    /// <summary>A request that says that it has a part of a file only must not replace the whole.</summary>
    /// <exception cref="HttpRefusal">It says so.</exception>
    public static void NeedWhole(HttpRequest request)
    {
        if (request.Headers.ContainsKey(HeaderNames.ContentRange))
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "A part of a file cannot be put; send the whole.");
    }

    /// <summary>Stores what a stream gives; with the folders above it, if they shall be made, and in place of a file that lies there, unless that is not wished.</summary>
    public static async Task<PutReceipt> PutAsync(DavCall call, Stream content, long? length, bool makesFolders, bool mayReplace = true)
    {
        if (call.Path.IsRoot)
            throw IsFolder(call);
        if (length is null or > WorthAsking)
            await DecideAsync(call, makesFolders, mayReplace);
        using var place = call.Uploads.Enter(call.Store.User, length);
        using var spool = await Spool.FillAsync(content, call.Path.Value, length, place.Add, call.Aborted);
        using var gate = await call.Gates.EnterAsync(call.Store.User, call.Path, isTree: false, call.Aborted);
        var isNew = await DecideAsync(call, makesFolders, mayReplace);
        var writtenAt = FileTime.Of(call.Request);
        var receipt = await call.Store.PutSpoolAsync(call.Path, spool, writtenAt, progress: null, call.Aborted);
        if (isNew)
            await call.Properties.RemoveAsync(call.Path, call.Aborted);
        if (writtenAt is not null)
            call.Response.Headers[FileTime.Header] = FileTime.Accepted;
        call.Response.Headers.ETag = $"\"{receipt.Content}\"";
        call.Response.StatusCode = isNew ? StatusCodes.Status201Created : StatusCodes.Status204NoContent;
        return receipt;
    }

    private static async Task<bool> DecideAsync(DavCall call, bool makesFolders, bool mayReplace)
    {
        var (here, folder) = (call.Store.StatAsync(call.Path, call.Aborted), call.Store.StatAsync(call.Path.Folder, call.Aborted));
        await Task.WhenAll(here, folder);
        var entry = await here;
        await Preconditions.CheckIfHeaderAsync(call);
        Preconditions.CheckForWrite(call.Request, entry);
        if (entry is { IsFolder: true })
            throw IsFolder(call);
        if (entry is not null && !mayReplace)
            throw new HttpRefusal(StatusCodes.Status412PreconditionFailed, $"There is a file '{call.Path.Name}' already. Nothing of that name was stored.");
        if (await folder is var above && above is not { IsFolder: true } && !(makesFolders && above is null))
            throw new HttpRefusal(StatusCodes.Status409Conflict, $"There is no folder '{call.Path.Folder}' to put '{call.Path.Name}' into.");
        LockRule.NeedWrite(call, call.Path);
        if (entry is null)
            LockRule.NeedMembership(call, call.Path);
        return entry is null;
    }

    private static HttpRefusal IsFolder(DavCall call) => new(StatusCodes.Status405MethodNotAllowed, $"'{call.Path}/' is a folder; a file cannot take its place.");
}

using System.Globalization;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav.Properties;
using DfsAspire.Client.Store;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;

namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>GET and HEAD of files, whole or a range.</summary>
internal static class GetMethod
{
    /// <summary>How long a client may take nothing of what it has asked for.</summary>
    private static readonly TimeSpan StallTime = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(DavCall call)
    {
        if (call.Path.IsRoot)
            throw IsFolder(call);
        using var version = await OpenAsync(call);
        await SendAsync(call, version);
    }

    /// <summary>Answers with one version of a file, named by the first digits of its id.</summary>
    public static async Task SendVersionAsync(DavCall call, string id)
    {
        var version = (await call.Store.ListVersionsAsync(call.Path, call.Aborted)).Find(id);
        using var reader = await call.Store.OpenAsync(version, call.Aborted);
        await SendAsync(call, reader);
    }

    private static async Task SendAsync(DavCall call, VersionReader version)
    {
        var entry = version.Entry;
        Describe(call.Response, entry);
        if (Preconditions.IsUnchanged(call.Request, entry))
        {
            call.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isHead = HttpMethods.IsHead(call.Request.Method);
        // A HEAD has no range (RFC 9110, section 14.2).
        var (offset, length) = isHead ? (0, entry.Length) : RangeOf(call, entry);
        call.Response.ContentType = LiveProperties.ContentTypeOf(entry);
        call.Response.ContentLength = length;
        if (isHead)
            return;
        using var place = await call.Downloads.EnterAsync(call.Store.User, length, call.Aborted);
        // Kestrel would cut off who pauses; here nobody waits for them but their own connection.
        if (call.Http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        using var stall = new StallWatch(call.Response.Body, StallTime, call.Aborted);
        await version.CopyToAsync(stall, offset, length, place.Pieces, stall.Token);
    }

    private static async Task<VersionReader> OpenAsync(DavCall call)
    {
        try
        {
            return await call.Store.OpenAsync(call.Path, call.Aborted);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.Conflict)
        {
            throw IsFolder(call);
        }
    }

    private static void Describe(HttpResponse response, ListedEntry entry)
    {
        var headers = response.GetTypedHeaders();
        headers.ETag = ETags.Of(entry);
        headers.LastModified = entry.WrittenAt;
        response.Headers.AcceptRanges = "bytes";
        // Whoever may look later has to ask again; nobody in between keeps it.
        response.Headers.CacheControl = "private, no-cache";
        // A file is shown, never run: its scripts would act as the user who opened it.
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'";
        response.Headers.XContentTypeOptions = "nosniff";
        // A browser that remembers a password sends it along when another site's page includes a file from here.
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static (long Offset, long Length) RangeOf(DavCall call, ListedEntry entry)
    {
        if (call.Request.GetTypedHeaders().Range is not { } wanted || !Preconditions.IsSameAsIfRange(call.Request, entry))
            return (0, entry.Length);
        if (!ByteRange.TryChoose(wanted, entry.Length, out var part))
        {
            call.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{entry.Length}");
            throw new HttpRefusal(StatusCodes.Status416RangeNotSatisfiable, $"'{entry.Path}' has {entry.Length} bytes.");
        }

        if (part is not { } range)
            return (0, entry.Length);
        call.Response.StatusCode = StatusCodes.Status206PartialContent;
        call.Response.GetTypedHeaders().ContentRange = new ContentRangeHeaderValue(range.From, range.To, entry.Length);
        return (range.From, range.To - range.From + 1);
    }

    private static HttpRefusal IsFolder(DavCall call) => new(
        StatusCodes.Status405MethodNotAllowed, $"'{call.Path}/' is a folder. Open this address in a file manager or a WebDAV client; PROPFIND lists it.");
}

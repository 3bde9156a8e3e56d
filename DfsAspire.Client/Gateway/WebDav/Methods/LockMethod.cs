using System.Xml;
using System.Xml.Linq;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav.Locks;

namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>LOCK: a new lock, or more time for one that is held.</summary>
internal static class LockMethod
{
    public static async Task RunAsync(DavCall call)
    {
        var body = await call.ReadBodyAsync();
        var wish = LockTimeout.Read(call.Request.Headers["Timeout"]);
        using var gate = await call.Gates.EnterAsync(call.Store.User, call.Path, isTree: false, call.Aborted);
        if (body.IsEmpty)
            await RefreshAsync(call, wish);
        else
            await TakeAsync(call, body, wish);
    }

    private static async Task RefreshAsync(DavCall call, TimeSpan wish)
    {
        await Preconditions.CheckIfHeaderAsync(call);
        var named = call.If?.Tokens.ToHashSet(StringComparer.Ordinal) ?? [];
        var held = call.Locks.Covering(call.Store.User, call.Path).FirstOrDefault(held => named.Contains(held.Token))
            ?? throw new HttpRefusal(StatusCodes.Status412PreconditionFailed, $"No lock of '{call.Path}' is named in an If header. A new one needs a body.");
        call.Locks.Refresh(held, wish);
        await AnswerAsync(call, held, StatusCodes.Status200OK);
    }

    private static async Task TakeAsync(DavCall call, ReadOnlyMemory<byte> body, TimeSpan wish)
    {
        if (DavXml.TryRead(body) is not { } info || !LockXml.TryReadInfo(info, out var isExclusive, out var owner))
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "The body is no lockinfo of RFC 4918, section 14.11.");
        var depth = call.DepthOr(DavDepth.Infinity);
        if (depth == DavDepth.One)
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "LOCK takes the Depth 0 or infinity.");
        await Preconditions.CheckIfHeaderAsync(call);
        var entry = await call.Store.StatAsync(call.Path, call.Aborted);
        if (entry is null)
            await NeedPlaceAsync(call);
        var held = new DavLock { User = call.Store.User, Root = call.Path, IsExclusive = isExclusive, IsDeep = depth == DavDepth.Infinity, Owner = owner };
        if (call.Locks.Add(held, wish) is [var other, ..])
        {
            throw new HttpRefusal(StatusCodes.Status423Locked, $"'{other.Root}' is locked already.")
            {
                Condition = new XElement(DavXml.Dav + "no-conflicting-lock", LockXml.Href(other.Root)),
            };
        }

        if (entry is null)
            await MakeFileAsync(call, held);
        call.Response.Headers["Lock-Token"] = $"<{held.Token}>";
        await AnswerAsync(call, held, entry is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task NeedPlaceAsync(DavCall call)
    {
        if (await call.Store.StatAsync(call.Path.Folder, call.Aborted) is not { IsFolder: true })
            throw new HttpRefusal(StatusCodes.Status409Conflict, $"There is no folder '{call.Path.Folder}' for '{call.Path.Name}'.");
        LockRule.NeedMembership(call, call.Path);
    }

    // RFC 4918, section 7.3: a name that is locked before it is written holds an empty file.
    private static async Task MakeFileAsync(DavCall call, DavLock held)
    {
        try
        {
            await call.Store.PutAsync(call.Path, Stream.Null, progress: null, call.Aborted);
            await call.Properties.RemoveAsync(call.Path, call.Aborted);
        }
        catch
        {
            call.Locks.Remove(held);
            throw;
        }
    }

    private static async Task AnswerAsync(DavCall call, DavLock held, int status)
    {
        call.Response.StatusCode = status;
        call.Response.ContentType = "application/xml; charset=utf-8";
        var answer = new XElement(DavXml.Dav + "prop", DavXml.Prefix, LockXml.Discovery([held], call.Locks));
        await using var writer = XmlWriter.Create(call.Response.Body, DavXml.Writing);
        await new XDocument(answer).WriteToAsync(writer, call.Aborted);
    }
}

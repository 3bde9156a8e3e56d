using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Store;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>HTTP's own conditions (RFC 9110, section 13) and the If header of RFC 4918.</summary>
internal static class Preconditions
{
    /// <summary>Whether a reader has the present version already.</summary>
    /// <exception cref="HttpRefusal">A condition does not hold.</exception>
    public static bool IsUnchanged(HttpRequest request, ListedEntry entry)
    {
        var headers = request.GetTypedHeaders();
        CheckMatch(request, headers, entry);
        if (NamesNone(request, headers, entry) is { } isNamed)
            return isNamed;
        return headers.IfModifiedSince is { } since && WholeSeconds(entry.WrittenAt) <= since;
    }

    /// <summary>Checks what a writer knows of the path.</summary>
    /// <exception cref="HttpRefusal">A condition does not hold.</exception>
    public static void CheckForWrite(HttpRequest request, ListedEntry? entry)
    {
        var headers = request.GetTypedHeaders();
        CheckMatch(request, headers, entry);
        if (NamesNone(request, headers, entry) == true)
            throw Failed("If-None-Match names what lies there.");
    }

    /// <summary>Whether a range is of the version that the reader has the rest of.</summary>
    public static bool IsSameAsIfRange(HttpRequest request, ListedEntry entry) => request.GetTypedHeaders().IfRange switch
    {
        null => !request.Headers.ContainsKey(HeaderNames.IfRange),
        { EntityTag: { } tag } => ETags.Of(entry)!.Compare(tag, useStrongComparison: true),
        // Two versions may be of one second.
        _ => false,
    };

    /// <summary>Checks the If header.</summary>
    /// <exception cref="HttpRefusal">None of its lists holds.</exception>
    public static async Task CheckIfHeaderAsync(DavCall call)
    {
        if (call.If is not { } header)
            return;
        foreach (var list in header.Lists)
            if (await HoldsAsync(call, list))
                return;
        throw Failed("None of the lists of the If header holds.");
    }

    private static async Task<bool> HoldsAsync(DavCall call, IfList list)
    {
        var path = call.Path;
        if (list.Resource is { } url && !DestinationUrl.TryRead(url, call.Request.Host, out path, out _))
            return false;
        var tokens = call.Locks.Covering(call.Store.User, path).Select(held => held.Token).ToHashSet(StringComparer.Ordinal);
        var tag = list.Conditions.Any(condition => condition.IsETag) ? ETags.Of(await call.Store.StatAsync(path, call.Aborted)) : null;
        return list.Conditions.All(condition =>
            (condition.IsETag ? tag is not null && tag.Tag == condition.Value : tokens.Contains(condition.Value)) != condition.IsNegated);
    }

    private static void CheckMatch(HttpRequest request, RequestHeaders headers, ListedEntry? entry)
    {
        if (request.Headers.ContainsKey(HeaderNames.IfMatch))
        {
            if (!Names(Read(headers.IfMatch, HeaderNames.IfMatch), entry, isStrong: true))
                throw Failed("If-Match does not name what lies there.");
        }
        else if (headers.IfUnmodifiedSince is { } since && (entry is null || WholeSeconds(entry.WrittenAt) > since))
        {
            throw Failed("It was written later than If-Unmodified-Since says.");
        }
    }

    private static bool? NamesNone(HttpRequest request, RequestHeaders headers, ListedEntry? entry) =>
        request.Headers.ContainsKey(HeaderNames.IfNoneMatch) ? Names(Read(headers.IfNoneMatch, HeaderNames.IfNoneMatch), entry, isStrong: false) : null;

    // A header that cannot be read must not count as none.
    private static IList<EntityTagHeaderValue> Read(IList<EntityTagHeaderValue> tags, string name) =>
        tags.Count > 0 ? tags : throw new HttpRefusal(StatusCodes.Status400BadRequest, $"The header {name} cannot be read.");

    private static bool Names(IList<EntityTagHeaderValue> tags, ListedEntry? entry, bool isStrong) => tags.Any(tag =>
        tag.Tag == "*" ? entry is not null : ETags.Of(entry)?.Compare(tag, isStrong) == true);

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static HttpRefusal Failed(string message) => new(StatusCodes.Status412PreconditionFailed, message);
}

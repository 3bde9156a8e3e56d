using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>URLs in headers: absolute ones of this very host, or paths.</summary>
internal static class DestinationUrl
{
    /// <summary>The longest URL that is read.</summary>
    public const int MostCharacters = 8 * 1024;

    /// <summary>Reads the path of a URL. <paramref name="isElsewhere"/> says that it is another host's.</summary>
    public static bool TryRead(string url, HostString host, out StorePath path, out bool isElsewhere)
    {
        (path, isElsewhere) = (default, false);
        if (url.Length > MostCharacters)
            return false;
        var rest = url;
        // A gateway behind one who ends TLS for it hears http where its clients say https: the scheme says nothing.
        var authority = url.IndexOf("://", StringComparison.Ordinal);
        if (!url.StartsWith('/'))
        {
            if (authority < 0 || url[..authority].ToUpperInvariant() is not ("HTTP" or "HTTPS"))
                return false;
            var slash = url.IndexOf('/', authority + 3);
            var named = slash < 0 ? url[(authority + 3)..] : url[(authority + 3)..slash];
            rest = slash < 0 ? "/" : url[slash..];
            if (!IsSame(new HostString(named), host))
            {
                isElsewhere = true;
                return false;
            }
        }

        return !rest.AsSpan().ContainsAny('?', '#') && DavUrl.TryRead(rest, out path, out _);
    }

    private static bool IsSame(HostString one, HostString other) =>
        one.Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase) && (one.Port ?? other.Port) == (other.Port ?? one.Port);
}

using System.Globalization;
using System.Net;

namespace DfsAspire.Client.Discovery;

/// <summary>Reads where a node is reached from <c>HOST:PORT</c>: a name, an IPv4 address, or an IPv6 address in brackets.</summary>
internal static class HostAndPort
{
    public static bool TryRead(string text, out string host, out int port)
    {
        var colon = text.LastIndexOf(':');
        host = colon < 0 ? text : text[..colon];
        port = 0;
        if (colon < 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            || port is < 1 or > IPEndPoint.MaxPort)
            return false;
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
            return Uri.CheckHostName(host) == UriHostNameType.IPv6;
        }

        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
    }
}

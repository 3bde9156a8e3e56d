using System.Net;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>Passwords and files cross a network under TLS only, unless the operator says otherwise.</summary>
internal static class PlainHttpRule
{
    /// <exception cref="HttpRefusal">The request came over plain HTTP from another machine.</exception>
    public static void Check(HttpContext context, bool isAllowed)
    {
        if (context.Request.IsHttps || isAllowed || IsLocal(context))
            return;
        throw new HttpRefusal(
            StatusCodes.Status403Forbidden,
            "The gateway takes passwords from other machines over HTTPS only. Give it a certificate (docs/gateway.md), or set Dfs__PlainHttpBeyondLoopback to true where the network is trusted.");
    }

    /// <summary>True when the request was made on this very machine.</summary>
    public static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } remote && IsLoopback(remote);

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}

using System.Net;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>Passwords and files cross a network under TLS only, unless the operator says otherwise.</summary>
internal static class PlainHttpRule
{
    /// <exception cref="HttpRefusal">The request came over plain HTTP from another machine.</exception>
    public static void Check(HttpContext context, bool isAllowed)
    {
        if (context.Request.IsHttps || isAllowed || context.Connection.RemoteIpAddress is { } remote && IsLoopback(remote))
            return;
        throw new HttpRefusal(
            StatusCodes.Status403Forbidden,
            "The gateway takes passwords from other machines over HTTPS only. Give it a certificate (docs/gateway.md), or set Dfs__PlainHttpBeyondLoopback to true where the network is trusted.");
    }

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}

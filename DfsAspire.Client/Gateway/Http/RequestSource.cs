using System.Net;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>Where a request comes from, as wrong passwords are counted.</summary>
internal static class RequestSource
{
    public static string Of(HttpContext http) =>
        LogInPace.SourceOf(http.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, 0) : null);
}

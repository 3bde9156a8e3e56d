using System.Net;
using Microsoft.Extensions.ServiceDiscovery;

namespace DfsAspire.ServiceDefaults;

/// <summary>Service discovery for endpoints that are no HTTP: where a service listens, as a host and a port.</summary>
public static class TcpEndpoints
{
    /// <summary>Finds a service's endpoint by its name; null when its address is not set.</summary>
    public static async Task<DnsEndPoint?> FindAsync(
        ServiceEndpointResolver resolver, string service, string endpoint, CancellationToken cancellationToken)
    {
        var found = await resolver.GetEndpointsAsync($"tcp://_{endpoint}.{service}", cancellationToken);
        // A miss is not reported as one: the service's own name comes back, without a port.
        return found.Endpoints.Select(one => Read(one.EndPoint)).FirstOrDefault(address => address is { Port: > 0 });
    }

    private static DnsEndPoint? Read(EndPoint found) => found switch
    {
        DnsEndPoint dns => dns,
        IPEndPoint ip => new DnsEndPoint(ip.Address.ToString(), ip.Port),
        UriEndPoint uri when uri.Uri.Port > 0 => new DnsEndPoint(uri.Uri.IdnHost, uri.Uri.Port),
        _ => null,
    };
}

using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.ServiceDefaults;
using Microsoft.Extensions.ServiceDiscovery;

namespace DfsAspire.Client.Discovery;

/// <summary>Finds the four nodes through service discovery: the endpoint <c>dfs</c> of the services <c>node1</c> to <c>node4</c>.</summary>
public static class NodeDiscovery
{
    /// <summary>The name of a node's endpoint for the store's protocol.</summary>
    public const string Endpoint = "dfs";

    /// <summary>The addresses of all four nodes, in order of their numbers.</summary>
    /// <exception cref="NodeDiscoveryException">A node has no address.</exception>
    public static async Task<IReadOnlyList<NodeAddress>> FindAsync(ServiceEndpointResolver resolver, CancellationToken cancellationToken)
    {
        var nodes = new NodeAddress[WireLimits.Nodes];
        for (var number = 1; number <= nodes.Length; number++)
            nodes[number - 1] = await FindAsync(resolver, number, cancellationToken);
        return nodes;
    }

    /// <summary>Finds the four nodes among the settings of a program that has no host.</summary>
    /// <exception cref="NodeDiscoveryException">A node has no address.</exception>
    public static async Task<IReadOnlyList<NodeAddress>> FindAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton(settings);
        services.AddServiceDiscovery();
        await using var provider = services.BuildServiceProvider();
        return await FindAsync(provider.GetRequiredService<ServiceEndpointResolver>(), cancellationToken);
    }

    private static async Task<NodeAddress> FindAsync(ServiceEndpointResolver resolver, int number, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"node{number}");
        if (await TcpEndpoints.FindAsync(resolver, name, Endpoint, cancellationToken) is { } address)
            return new NodeAddress(number, name, address.Host, address.Port);
        throw new NodeDiscoveryException(
            $"The address of {name} is not set: services__{name}__{Endpoint}__0 is missing or is not of the form tcp://HOST:PORT. The AppHost sets it for the programs it starts; set it yourself to run one without.");
    }
}

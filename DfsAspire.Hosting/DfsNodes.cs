using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds the four nodes.</summary>
internal static class DfsNodes
{
    public const int Count = 4;

    /// <summary>The name of a node's endpoint for clients and other nodes.</summary>
    public const string Endpoint = "dfs";

    /// <summary>.NET serves no TLS 1.3 on macOS. All nodes listen on loopback here, where plain TCP is allowed.</summary>
    public static string Tls { get; } = OperatingSystem.IsMacOS() ? "off" : "on";

    /// <summary>Adds <c>node1</c> to <c>node4</c>. Nodes repair each other, so each knows the other three; none waits for another.</summary>
    public static IReadOnlyList<IResourceBuilder<ProjectResource>> Add<TNode>(IDistributedApplicationBuilder builder, DfsResource store, DfsSecrets secrets)
        where TNode : IProjectMetadata, new()
    {
        var nodes = Enumerable.Range(1, Count).Select(number => Add<TNode>(builder, number, store, secrets)).ToArray();
        foreach (var node in nodes)
            foreach (var other in nodes.Where(other => other != node))
                node.WithReference(other);
        return nodes;
    }

    // A stopped node must refuse connections at once, so none of its endpoints goes through a proxy.
    private static IResourceBuilder<ProjectResource> Add<TNode>(IDistributedApplicationBuilder builder, int number, DfsResource store, DfsSecrets secrets)
        where TNode : IProjectMetadata, new()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"node{number}");
        var node = builder.AddProject<TNode>(name)
            .WithEndpoint(scheme: "tcp", name: Endpoint, env: "Dfs__Port", isProxied: false)
            .WithHttpEndpoint(isProxied: false)
            // On the command line, where people who look for one node's process see it.
            .WithArgs(string.Create(CultureInfo.InvariantCulture, $"--Dfs:Node={number}"))
            .WithEnvironment("Dfs__Tls", Tls)
            .WithEnvironment("Dfs__Volume", () => Path.Combine(store.DataDirectory, name))
            .WithEnvironment("Dfs__ClusterSecret", secrets.Cluster)
            .WithNodeCommands(secrets.Cluster.Resource);
        DfsHealth.AddTo(node);
        foreach (var (other, secret) in secrets.OfNode(number))
            node.WithEnvironment(string.Create(CultureInfo.InvariantCulture, $"Dfs__PeerSecrets__{other}"), secret);
        return node;
    }
}

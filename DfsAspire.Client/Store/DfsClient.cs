using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

/// <summary>
/// Four nodes as one store, for one user. Files are sealed before they leave the process and authenticated before they are
/// handed out. All members may be called concurrently; memory use does not depend on the size of a file.
/// </summary>
/// <example>
/// <code>
/// await using var store = await DfsClient.ConnectAsync(options, cancellationToken);
/// var receipt = await store.PutFileAsync(StorePath.Parse("docs/report.pdf"), "report.pdf", progress: null, cancellationToken);
/// </code>
/// </example>
public sealed partial class DfsClient : IAsyncDisposable
{
    private readonly StoreSession _session;

    private DfsClient(StoreSession session) => _session = session;

    /// <summary>The user whose files these are.</summary>
    public string User => _session.User;

    /// <summary>The cluster that was reached.</summary>
    public Guid Cluster => _session.Cluster;

    /// <summary>
    /// The nodes, each with the certificate that it showed when it was last logged in at. Log-ins are bound to certificates, so these are the
    /// nodes' own, whoever sat in between.
    /// </summary>
    public IReadOnlyList<NodeAddress> Nodes =>
        [.. _session.Nodes.Select(node => node.Node with { Certificate = node.Pool.Certificate ?? node.Node.Certificate })];

    /// <summary>Logs in at all nodes that can be reached.</summary>
    /// <exception cref="DfsException">
    /// <see cref="DfsFault.WrongCredentials"/>; <see cref="DfsFault.QuorumRefused"/> when no node can be reached;
    /// <see cref="DfsFault.Protocol"/> when the nodes are of another cluster or version.
    /// </exception>
    public static async Task<DfsClient> ConnectAsync(DfsClientOptions options, CancellationToken cancellationToken)
    {
        using var command = StoreCommand.Start("log in", StorePath.Root, options.User);
        return await command.RunAsync(async () => new DfsClient(await StoreSession.OpenAsync(options, cancellationToken)));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}

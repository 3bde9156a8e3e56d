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
    private readonly LazySession _session;

    private DfsClient(string user, LazySession session) => (User, _session) = (user, session);

    /// <summary>The user whose files these are.</summary>
    public string User { get; }

    /// <summary>The cluster that was reached.</summary>
    /// <exception cref="InvalidOperationException">The client has not logged in yet.</exception>
    public Guid Cluster => Session.Cluster;

    /// <summary>
    /// The nodes, each with the certificate that it showed when it was last logged in at. Log-ins are bound to certificates, so these are the
    /// nodes' own, whoever sat in between.
    /// </summary>
    /// <exception cref="InvalidOperationException">The client has not logged in yet.</exception>
    public IReadOnlyList<NodeAddress> Nodes =>
        [.. Session.Nodes.Select(node => node.Node with { Certificate = node.Pool.Certificate ?? node.Node.Certificate })];

    private StoreSession Session => _session.Current
        ?? throw new InvalidOperationException($"The client of '{User}' has not logged in yet: its first command does, and LogInAsync.");

    /// <summary>Logs in at all nodes that can be reached.</summary>
    /// <exception cref="DfsException">
    /// <see cref="DfsFault.WrongCredentials"/>; <see cref="DfsFault.QuorumRefused"/> when no node can be reached;
    /// <see cref="DfsFault.Protocol"/> when the nodes are of another cluster or version.
    /// </exception>
    public static async Task<DfsClient> ConnectAsync(DfsClientOptions options, CancellationToken cancellationToken)
    {
        var client = Create(options);
        try
        {
            await client.LogInAsync(cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// A client that has not logged in: its first command does. A log-in that failed is tried again by the next command; one that was refused for
    /// its password not within half a minute.
    /// </summary>
    public static DfsClient Create(DfsClientOptions options) => Create(options.User, options.Time, _ => Task.FromResult(options));

    /// <summary>A client that finds out with its first command how the store is reached.</summary>
    internal static DfsClient Create(string user, TimeProvider time, Func<CancellationToken, Task<DfsClientOptions>> find) =>
        new(user, new LazySession(token => OpenAsync(user, find, token), time));

    /// <summary>Logs in now, unless that has been done: for programs that would rather not wait with their first command.</summary>
    /// <exception cref="DfsException">As for <see cref="ConnectAsync"/>.</exception>
    public Task LogInAsync(CancellationToken cancellationToken) => _session.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static async Task<StoreSession> OpenAsync(string user, Func<CancellationToken, Task<DfsClientOptions>> find, CancellationToken cancellationToken)
    {
        using var command = StoreCommand.Start("log in", StorePath.Root, user);
        return await command.RunAsync(async () => await StoreSession.OpenAsync(await find(cancellationToken), cancellationToken));
    }

    private StoreCommand Start(string name, StorePath path, CancellationToken cancellationToken) =>
        StoreCommand.Start(name, path, User, () => LogInAsync(cancellationToken), text => _session.Current?.Veil.Reveal(text) ?? text);
}

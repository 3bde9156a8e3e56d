using System.Runtime.CompilerServices;
using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A test on the shared cluster: all four nodes run when it begins, and it has a folder of its own in the store.</summary>
public abstract class ClusterTest(TestCluster cluster) : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _toClose = [];
    private NodeLinks? _links;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected TestCluster Cluster => cluster;

    /// <summary>Relays before the nodes, for clients of <see cref="ConnectThroughLinksAsync"/>.</summary>
    private protected NodeLinks Links => _links ??= new NodeLinks(cluster);

    /// <summary>A folder that no other test uses.</summary>
    protected StorePath Folder { get; } = StorePath.Parse($"t-{Guid.NewGuid():N}");

    public virtual async ValueTask InitializeAsync() => await cluster.RestoreAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var open in _toClose)
            await open.DisposeAsync();
        if (_links is not null)
            await _links.DisposeAsync();
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.TestOutputHelper?.WriteLine(cluster.Output);
        GC.SuppressFinalize(this);
    }

    /// <summary>A client that is closed with the test.</summary>
    protected async Task<DfsClient> ConnectAsync(string user = "alice") => Keep(await cluster.ConnectAsync(user));

    /// <summary>A client that reaches the nodes through <see cref="Links"/>; closed with the test.</summary>
    protected async Task<DfsClient> ConnectThroughLinksAsync(string? resumeDirectory = null) => Keep(await DfsClient.ConnectAsync(
        cluster.Options("alice", TestCluster.AlicePassword, Links.Addresses, resumeDirectory), Cancellation));

    /// <summary>What a client is made of, for tests that take the steps of a command one by one.</summary>
    private protected async Task<StoreSession> OpenSessionAsync(string user = "alice", string password = TestCluster.AlicePassword) =>
        Keep(await StoreSession.OpenAsync(cluster.Options(user, password), Cancellation));

    /// <summary>Waits until the others remember a node: it has told them of itself by then.</summary>
    private protected async Task IsHeardOfAsync(int node)
    {
        await using var session = await OpenSessionAsync();
        foreach (var other in session.Nodes.Where(other => other.Node.Number != node))
            await Eventually.TrueAsync($"node{node} is heard of", RepairingCluster.Patience, async () =>
                (await other.AskAsync<GetState, StateReply>("state", new GetState(default, In("anything")), Cancellation)).View.KnownIncarnations[node - 1] > 0);
    }

    private T Keep<T>(T open) where T : IAsyncDisposable
    {
        _toClose.Add(open);
        return open;
    }

    /// <summary>A path in the test's own folder.</summary>
    protected StorePath In(string name) => Folder.Combine(name);

    /// <summary>A local file name of the test's own.</summary>
    protected string Local([CallerMemberName] string name = "") => Path.Combine(cluster.Files, $"{name}-{Guid.NewGuid():N}");
}

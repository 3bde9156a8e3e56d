using System.Runtime.CompilerServices;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A test on the shared cluster: all four nodes run when it begins, and it has a folder of its own in the store.</summary>
public abstract class ClusterTest(TestCluster cluster) : IAsyncLifetime
{
    private readonly List<DfsClient> _clients = [];

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected TestCluster Cluster => cluster;

    /// <summary>A folder that no other test uses.</summary>
    protected StorePath Folder { get; } = StorePath.Parse($"t-{Guid.NewGuid():N}");

    public virtual async ValueTask InitializeAsync() => await cluster.RestoreAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.TestOutputHelper?.WriteLine(cluster.Output);
        GC.SuppressFinalize(this);
    }

    /// <summary>A client that is closed with the test.</summary>
    protected async Task<DfsClient> ConnectAsync(string user = "alice") => Keep(await cluster.ConnectAsync(user));

    protected DfsClient Keep(DfsClient client)
    {
        _clients.Add(client);
        return client;
    }

    /// <summary>A path in the test's own folder.</summary>
    protected StorePath In(string name) => Folder.Combine(name);

    /// <summary>A local file name of the test's own.</summary>
    protected string Local([CallerMemberName] string name = "") => Path.Combine(cluster.Files, $"{name}-{Guid.NewGuid():N}");
}

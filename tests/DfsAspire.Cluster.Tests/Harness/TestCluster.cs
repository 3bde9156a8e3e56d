using DfsAspire.Client.Founding;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Four node processes on loopback with volumes of their own, founded for alice and bob. Nothing of it outlives the test run.</summary>
public class TestCluster : IAsyncLifetime
{
    internal const string AdministratorSecret = "the administrator's secret of these tests";
    internal const string AlicePassword = "alice, sixteen and one half";
    internal const string BobPassword = "bob's builder, 1999";
    internal const string ClusterSecret = "the secret that the four test nodes share";

    /// <summary>What two nodes share, and no other node has.</summary>
    internal static string SecretOf(int one, int other) => $"the secret of the nodes {Math.Min(one, other)} and {Math.Max(one, other)} alone";

    private static readonly TimeSpan FoundingPatience = TimeSpan.FromMinutes(1);

    private readonly string _root = Directory.CreateTempSubdirectory("dfs-cluster-").FullName;
    private readonly NodeProcess[] _nodes;

    // Most tests are about what clients do; here nodes compare when they start, and otherwise when they are asked to.
    public TestCluster() : this(new Dictionary<string, string> { ["Dfs__Repair__Period"] = "01:00:00" })
    {
    }

    internal TestCluster(IReadOnlyDictionary<string, string> settings)
    {
        Tls = settings.GetValueOrDefault("Dfs__Tls") == "off" ? TlsPolicy.OffOnLoopback : TlsPolicy.Required;
        _nodes = [.. Enumerable.Range(1, 4).Select(n => new NodeProcess(n, Path.Combine(_root, $"node{n}"), ClusterSecret, () => _nodes!) { Settings = new(settings) })];
    }

    /// <summary>Whether these nodes speak TLS.</summary>
    internal TlsPolicy Tls { get; }

    internal static IReadOnlyList<int> Numbers { get; } = [1, 2, 3, 4];

    internal IReadOnlyList<NodeAddress> Addresses => [.. _nodes.Select(node => new NodeAddress(node.Number, $"node{node.Number}", "localhost", node.Port))];

    /// <summary>A private directory for what tests read and write on the client's side.</summary>
    internal string Files => Directory.CreateDirectory(Path.Combine(_root, "files")).FullName;

    // Four programs that have just started are busy, and may miss the second that a client gives them.
    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        // On a busy machine a node that listens may not answer within the second that founding gives it.
        await FoundAsync(AdministratorSecret, ClusterSecret, FoundingPatience);
    }

    internal Task StartAsync() => Task.WhenAll(_nodes.Select(node => node.StartAsync()));

    internal Task<FoundingReport> FoundAsync() => FoundAsync(AdministratorSecret, ClusterSecret);

    internal Task<FoundingReport> FoundAsync(string administratorSecret, string clusterSecret, TimeSpan patience = default) => ClusterFounder.FoundAsync(
        new FoundingOptions
        {
            Nodes = Addresses,
            AdministratorSecret = administratorSecret,
            ClusterSecret = clusterSecret,
            Patience = patience,
            Tls = Tls,
            Users = [("alice", AlicePassword), ("bob", BobPassword)],
        },
        TestContext.Current.CancellationToken);

    internal Task<DfsClient> ConnectAsync(string user = "alice") => ConnectAsync(user, user == "alice" ? AlicePassword : BobPassword);

    internal Task<DfsClient> ConnectAsync(string user, string password) => DfsClient.ConnectAsync(Options(user, password), TestContext.Current.CancellationToken);

    internal DfsClientOptions Options(string user, string password, IReadOnlyList<NodeAddress>? through = null, string? resumeDirectory = null) =>
        new() { Nodes = through ?? Addresses, User = user, Password = password, ResumeDirectory = resumeDirectory, Tls = Tls };

    internal NodeProcess Node(int number) => _nodes[number - 1];

    internal string VolumeOf(int number) => Node(number).Volume;

    /// <summary>Stops these nodes in the ordinary way, all at once.</summary>
    internal Task StopAsync(params IEnumerable<int> numbers) => Task.WhenAll(numbers.Select(number => Node(number).StopAsync()));

    internal void Kill(params IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
            Node(number).Kill();
    }

    /// <summary>Makes all four nodes run.</summary>
    internal async Task RestoreAsync()
    {
        foreach (var node in _nodes)
            node.Thaw();
        await StartAsync();
        try
        {
            await Task.WhenAll(_nodes.Select(node => node.IsReadyAsync()));
        }
        catch (TimeoutException)
        {
            // What one test left behind is reported once. The next finds nodes that have started anew.
            Kill(Numbers);
            throw;
        }
    }

    /// <summary>What the nodes have written to their consoles.</summary>
    internal string Output => string.Join('\n', _nodes.Select(node => $"--- node{node.Number}\n{node.Output}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        Directory.Delete(_root, recursive: true);
        GC.SuppressFinalize(this);
    }
}

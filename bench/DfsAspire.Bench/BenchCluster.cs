using System.Security.Cryptography;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Founding;
using DfsAspire.Client.Store;

namespace DfsAspire.Bench;

/// <summary>Four nodes with default settings on loopback, in a directory that goes with them.</summary>
internal sealed class BenchCluster : IDisposable
{
    private readonly DirectoryInfo _root;
    private readonly NodeProcess[] _nodes;
    private readonly string _password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private BenchCluster(DirectoryInfo root)
    {
        _root = root;
        var ports = NodeProcess.FreePorts(4);
        _nodes = [.. Enumerable.Range(1, 4).Select(n => new NodeProcess(n, ports[n - 1], Path.Combine(root.FullName, $"node{n}")))];
    }

    public DfsClientOptions Options => new()
    {
        Nodes = [.. _nodes.Select(node => new NodeAddress(node.Number, $"node{node.Number}", "localhost", node.Port))],
        User = "alice",
        Password = _password,
    };

    /// <summary>Starts and founds a cluster below a directory.</summary>
    public static async Task<BenchCluster> StartAsync(string directory, CancellationToken cancellationToken)
    {
        var cluster = new BenchCluster(Directory.CreateDirectory(Path.Combine(directory, $"dfs-bench-{Environment.ProcessId}")));
        try
        {
            var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
            foreach (var node in cluster._nodes)
                node.Start(secret, cluster._nodes);
            await ClusterFounder.FoundAsync(
                new FoundingOptions
                {
                    Nodes = cluster.Options.Nodes,
                    AdministratorSecret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
                    ClusterSecret = secret,
                    Users = [("alice", cluster._password)],
                },
                cancellationToken);
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    public string VolumeOf(int node) => _nodes[node - 1].Volume;

    /// <summary>A user's way to the single nodes, for what no command does.</summary>
    public Task<StoreSession> OpenSessionAsync(CancellationToken cancellationToken) => StoreSession.OpenAsync(Options, cancellationToken);

    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Dispose();
        _root.Delete(recursive: true);
    }
}

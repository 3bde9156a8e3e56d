using System.Globalization;
using System.Security.Cryptography;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Founding;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Bench;

/// <summary>Four nodes with default settings on loopback, in a directory that goes with them.</summary>
internal sealed class BenchCluster : IDisposable
{
    private readonly DirectoryInfo _root;
    private readonly TlsPolicy _tls;
    private readonly NodeProcess[] _nodes;
    private readonly string _password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private BenchCluster(DirectoryInfo root, TlsPolicy tls)
    {
        (_root, _tls) = (root, tls);
        var ports = NodeProcess.FreePorts(4);
        _nodes = [.. Enumerable.Range(1, 4).Select(n => new NodeProcess(n, ports[n - 1], Path.Combine(root.FullName, $"node{n}")))];
    }

    public DfsClientOptions Options => new()
    {
        Nodes = [.. _nodes.Select(node => new NodeAddress(node.Number, $"node{node.Number}", "localhost", node.Port))],
        User = "alice",
        Password = _password,
        Tls = _tls,
    };

    /// <summary>Processor time of all nodes so far.</summary>
    public TimeSpan ProcessorTime => _nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + node.ProcessorTime);

    /// <summary>The most memory that one of the nodes had resident, in bytes.</summary>
    public long PeakResident => _nodes.Max(node => node.PeakResident);

    /// <summary>Starts and founds a cluster below a directory.</summary>
    public static async Task<BenchCluster> StartAsync(string directory, TlsPolicy tls, CancellationToken cancellationToken)
    {
        var cluster = new BenchCluster(Directory.CreateDirectory(Path.Combine(directory, $"dfs-bench-{Environment.ProcessId}")), tls);
        try
        {
            var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
            foreach (var node in cluster._nodes)
                node.Start(secret, tls, cluster._nodes);
            await ClusterFounder.FoundAsync(
                new FoundingOptions
                {
                    Nodes = cluster.Options.Nodes,
                    AdministratorSecret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
                    ClusterSecret = secret,
                    Users = [("alice", cluster._password)],
                    Tls = tls,
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

    /// <summary>Writes what the command line needs to reach the nodes.</summary>
    public Task WriteConfigurationAsync(string file, CancellationToken cancellationToken)
    {
        IEnumerable<string> lines =
        [
            .. _nodes.Select(node => string.Create(CultureInfo.InvariantCulture, $"Server node{node.Number} localhost:{node.Port}")),
            "Username: alice",
            $"Password: {_password}",
            _tls == TlsPolicy.Required ? "Tls: on" : "Tls: off",
        ];
        return File.WriteAllLinesAsync(file, lines, cancellationToken);
    }

    /// <summary>A user's way to the single nodes, for what no command does.</summary>
    public Task<StoreSession> OpenSessionAsync(CancellationToken cancellationToken) => StoreSession.OpenAsync(Options, cancellationToken);

    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Dispose();
        _root.Delete(recursive: true);
    }
}

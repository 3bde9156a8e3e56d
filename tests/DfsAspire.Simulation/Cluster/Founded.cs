using System.Text;
using DfsAspire.Client.Founding;
using DfsAspire.Node.Accounts;
using DfsAspire.Simulation.Disk;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Network;

namespace DfsAspire.Simulation.Cluster;

/// <summary>Four volumes of a cluster that was founded once in this process, by the real founding; every run starts with copies of them.</summary>
internal sealed class Founded
{
    public const string ClusterSecret = "the secret of the simulated cluster";

    /// <summary>What follows from the founding step's secret, for all nodes of this process.</summary>
    public static readonly ClusterLogIn LogIn = new(Encoding.UTF8.GetBytes(ClusterSecret));

    /// <summary>The users whose accounts exist.</summary>
    public static readonly IReadOnlyList<string> Users = ["alice", "bob"];

    private readonly IReadOnlyList<SimDirectory> _volumes;

    private Founded(IReadOnlyList<SimDirectory> volumes) => _volumes = volumes;

    public IReadOnlyList<SimDirectory> Copies => [.. _volumes.Select(volume => volume.Copy())];

    /// <summary>The secrets that a node shares with each other one.</summary>
    public static IReadOnlyDictionary<int, ReadOnlyMemory<byte>> SecretsOf(int node) => Enumerable.Range(1, 4).Where(other => other != node).ToDictionary(
        other => other, other => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"the simulated secret of {Math.Min(node, other)} and {Math.Max(node, other)}"));

    public static string PasswordOf(string user) => $"the password of {user}";

    public static async Task<Founded> FoundAsync()
    {
        var world = new World(0, null);
        var cluster = new SimCluster(world, [.. Enumerable.Range(0, 4).Select(_ => new SimDirectory())]);
        IReadOnlyList<SimDirectory> volumes = [];
        await world.PlayAsync(async () =>
        {
            await cluster.StartAllAsync();
            var host = new Host("founder");
            await ClusterFounder.FoundAsync(
                new FoundingOptions
                {
                    Nodes = SimCluster.Addresses,
                    AdministratorSecret = PasswordOf("administrator"),
                    ClusterSecret = ClusterSecret,
                    Users = [.. Users.Select(user => (user, PasswordOf(user)))],
                    Time = new ActorClock(world, host.Life, TimeSpan.Zero, 1),
                    Transport = new SimTransport(cluster, host, host.Life),
                },
                CancellationToken.None);
            var closed = new List<SimDirectory>();
            foreach (var node in cluster.Nodes)
                closed.Add(await node.CloseAsync());
            volumes = closed;
        });
        return new Founded(volumes);
    }
}

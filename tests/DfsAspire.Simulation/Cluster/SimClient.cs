using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Network;

namespace DfsAspire.Simulation.Cluster;

/// <summary>One client program: the real client over the simulated network. It may vanish between any two messages.</summary>
internal sealed class SimClient
{
    private readonly SimNetwork _network;
    private readonly Host _host;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SimClient(World world, SimCluster cluster, string name, string user, string? memory = null)
    {
        _network = cluster.Network;
        _host = new Host(name);
        Life = _host.Life;
        var chance = world.Chance.Split();
        Options = new DfsClientOptions
        {
            Nodes = SimCluster.Addresses,
            User = user,
            Password = Founded.PasswordOf(user),
            Time = new ActorClock(world, Life, chance.Between(TimeSpan.FromMinutes(-2), TimeSpan.FromMinutes(2)), 1 + (chance.Between(-50, 50) / 100_000.0)),
            Transport = new SimTransport(cluster, _host, Life),
            NewId = chance.Id,
            ResumeDirectory = memory,
            DeriveKeys = DerivedKeys.DeriveAsync,
        };
    }

    public Host Host => _host;

    public Actor Life { get; }

    public DfsClientOptions Options { get; }

    public string User => Options.User;

    /// <summary>Ends when the program has vanished.</summary>
    public Task Gone => _gone.Task;

    public Task<DfsClient> ConnectAsync() => DfsClient.ConnectAsync(Options, CancellationToken.None);

    /// <summary>Ends the program: nodes are told by a reset, or hear nothing any more.</summary>
    public void Vanish(bool isTold)
    {
        Life.Die();
        _network.Drop(Life, isTold);
        _gone.TrySetResult();
    }
}

/// <summary>Connects a client's host with the nodes.</summary>
internal sealed class SimTransport(SimCluster cluster, Host from, Actor life) : INodeTransport
{
    public async Task<NodeLine> ConnectAsync(NodeAddress node, CancellationToken cancellationToken)
    {
        try
        {
            var end = await cluster.Network.ConnectAsync(from, life, cluster.Node(node.Number).Host, cancellationToken);
            return new NodeLine(end, () => end.IsQuiet);
        }
        catch (IOException fault)
        {
            throw new NodeException(node, null, "is down (connection refused)", fault);
        }
    }
}

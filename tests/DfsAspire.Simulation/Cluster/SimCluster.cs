using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Node.Repair;
using DfsAspire.Simulation.Disk;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Network;

namespace DfsAspire.Simulation.Cluster;

/// <summary>Four nodes on one network.</summary>
internal sealed class SimCluster
{
    public SimCluster(World world, IReadOnlyList<SimDirectory> volumes)
    {
        Network = new SimNetwork(world);
        Nodes = [.. Enumerable.Range(1, 4).Select(number => new SimNode(world, this, number, volumes[number - 1]))];
    }

    /// <summary>How clients name the nodes.</summary>
    public static IReadOnlyList<NodeAddress> Addresses { get; } =
        [.. Enumerable.Range(1, 4).Select(number => new NodeAddress(number, string.Create(CultureInfo.InvariantCulture, $"node{number}"), "sim", number))];

    public SimNetwork Network { get; }

    /// <summary>How often the nodes compare and clean up, and how long they remember what is not needed.</summary>
    public RepairOptions Repair { get; set; } = new();

    public IReadOnlyList<SimNode> Nodes { get; }

    public SimNode Node(int number) => Nodes[number - 1];

    /// <summary>Starts all nodes that are down, but for one that shall stay away, as often as it takes, and waits until they take writes.</summary>
    public async Task StartAllAsync(SimNode? but = null)
    {
        foreach (var node in Nodes.Where(node => node != but))
        {
            while (!node.IsUp)
                await node.StartAsync();
        }

        foreach (var node in Nodes.Where(node => node != but))
            await node.WaitUntilReadyAsync();
    }

    /// <summary>Ends the run: nothing of it may stay behind in SQLite.</summary>
    public async Task EndAsync()
    {
        foreach (var node in Nodes)
        {
            node.Crash();
            await node.BuryAsync();
        }
    }
}

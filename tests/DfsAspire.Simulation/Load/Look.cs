using DfsAspire.Client.Store;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Load;

/// <summary>Reads everything with all nodes up, with each one down, and with each two opposite ones down: what was acknowledged must be there.</summary>
internal sealed class Look(World world, SimCluster cluster, Caller caller, FaultLog faults, IReadOnlyList<string> users, IReadOnlyList<string> paths)
{
    private readonly List<(string User, DfsClient Store)> _stores = [];

    public async Task AtAllUpAsync()
    {
        await ConnectAsync();
        await ReadAllAsync("all up");
    }

    /// <summary>Reads everything with each single node down, directly after the load.</summary>
    /// <param name="first">The one that is lost first: until it is the turn of the others the nodes have time to heal what they find.</param>
    public async Task AtOnceAsync(int first)
    {
        await ConnectAsync();
        foreach (var at in Enumerable.Range(first - 1, cluster.Nodes.Count))
            await WithoutAsync([cluster.Nodes[at % cluster.Nodes.Count]], "at once ");
    }

    public async Task AtEachLossAsync()
    {
        foreach (var node in cluster.Nodes)
            await WithoutAsync([node]);
        await WithoutAsync([cluster.Node(1), cluster.Node(3)]);
        await WithoutAsync([cluster.Node(2), cluster.Node(4)]);
    }

    private async Task ConnectAsync()
    {
        if (_stores.Count > 0)
            return;
        foreach (var user in users)
            _stores.Add((user, await new SimClient(world, cluster, $"{user} at last", user).ConnectAsync()));
    }

    private async Task WithoutAsync(IReadOnlyList<SimNode> down, string when = "")
    {
        foreach (var node in down)
        {
            faults.Begin(node.Number);
            node.Crash();
        }

        await ReadAllAsync($"{when}without {string.Join(" and ", down.Select(node => node.Number))}");
        await cluster.StartAllAsync();
        foreach (var node in down)
            faults.End(node.Number);
        await world.DelayAsync(TimeSpan.FromSeconds(2));
    }

    // With the connections that were there before the nodes went away, as a program that runs for long.
    private async Task ReadAllAsync(string when)
    {
        world.Trace.Note($"looking, {when}");
        foreach (var (user, store) in _stores)
        {
            foreach (var path in paths)
                await caller.GetAsync($"{user}, {when}", store, path);
        }
    }
}

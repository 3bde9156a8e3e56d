using DfsAspire.Protocol.Messages;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Load;

/// <summary>Whether the nodes have all parts that they should have.</summary>
internal sealed class Wholeness(World world, SimCluster cluster)
{
    private const int MostSeconds = 300;

    /// <summary>Waits until nothing is missing, or until nobody would wait any longer: the other copy of what is must not get lost meanwhile.</summary>
    public async Task WaitAsync()
    {
        for (var tries = 0; tries < MostSeconds && !(await StatusesAsync()).All(static status => status is { PartsMissing: 0 }); tries++)
            await world.DelayAsync(TimeSpan.FromSeconds(1));
    }

    /// <summary>True when all nodes answer, all hold as many entries, nothing is missing or damaged, and every loan is at home.</summary>
    public async Task<bool> HoldsAsync()
    {
        var statuses = await StatusesAsync();
        return statuses.TrueForAll(static status => status is { PartsMissing: 0, PartsDamaged: 0, PartsOnLoan: 0, StagedBytes: 0 })
            && statuses.Select(static status => (status!.Entries, status.Contents)).Distinct().Count() == 1;
    }

    /// <summary>What each node has, for a reader of the failure.</summary>
    public async Task<string> DescribeAsync() => string.Join("; ", (await StatusesAsync()).Select(static (status, at) => status is null
        ? $"node{at + 1} does not answer"
        : $"node{at + 1}: {status.Entries} entries, {status.Contents} contents, {status.PartsMissing} missing, "
            + $"{status.PartsDamaged} damaged, {status.PartsOnLoan} on loan, {status.StagedBytes} bytes staged"));

    private async Task<List<NodeStatus?>> StatusesAsync()
    {
        var statuses = new List<NodeStatus?>();
        foreach (var store in cluster.Nodes.Select(node => node.Store).ToList())
            // A volume that others have not filled yet does not know what it is missing.
            statuses.Add(store is { Identity: { IsFounded: true, IsSettled: true } } ? await store.GetStatusAsync(CancellationToken.None) : null);
        return statuses;
    }
}

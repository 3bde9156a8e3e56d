using DfsAspire.Client.Store;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.History;
using DfsAspire.Simulation.Rules;

namespace DfsAspire.Simulation.Load;

/// <summary>A user reads and writes while one node after the other comes back with another volume than it had; then a look at everything.</summary>
internal abstract class VolumeRun : IPlay
{
    private readonly FaultLog _faults;
    private readonly Recorder _recorder;
    private readonly Caller _caller;
    private readonly List<int> _faulty = [];

    protected VolumeRun(World world, SimCluster cluster, Rule broken)
    {
        (World, Cluster) = (world, cluster);
        Chance = world.Chance.Split();
        _faults = new FaultLog(world);
        _recorder = new Recorder(world);
        _caller = new Caller(world, _recorder, new Contents(world.Chance.Split()), _faults);
        BrokenRules.Break(broken, world, cluster, _caller);
    }

    public IReadOnlyList<Call> Calls => _recorder.Calls;

    protected static IReadOnlyList<string> Paths { get; } = ["a", "b", "c"];

    protected World World { get; }

    protected SimCluster Cluster { get; }

    protected Chance Chance { get; }

    /// <summary>In the order they were drawn in for this round.</summary>
    protected IReadOnlyList<SimNode> Shuffled() => [.. Cluster.Nodes.OrderBy(_ => Chance.Next())];

    public async Task PlayAsync()
    {
        await Cluster.StartAllAsync();
        var store = await new SimClient(World, Cluster, "alice", "alice").ConnectAsync();
        foreach (var path in Paths.Where(_ => Chance.Happens(0.5)))
            await _caller.PutAsync("alice", store, path);
        for (var rounds = Chance.Between(1, 3); rounds > 0; rounds--)
        {
            await LoseAsync(store);
            await Cluster.StartAllAsync();
            await new Wholeness(World, Cluster).WaitAsync();
            _faulty.ForEach(_faults.End);
            _faulty.Clear();
        }

        var look = new Look(World, Cluster, _caller, _faults, ["alice"], Paths);
        await look.AtAllUpAsync();
        await look.AtEachLossAsync();
    }

    /// <summary>One round, from all nodes well to a node with another volume, and reads.</summary>
    protected abstract Task LoseAsync(DfsClient store);

    protected void Crash(SimNode node)
    {
        _faults.Begin(node.Number);
        _faulty.Add(node.Number);
        node.Crash();
    }

    protected async Task LaterAsync(Action happen)
    {
        await World.DelayAsync(Chance.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(500)));
        happen();
    }

    protected async Task WriteAsync(DfsClient store, int times, double deletes)
    {
        for (; times > 0; times--)
            await (Chance.Happens(deletes) ? _caller.DeleteAsync("alice", store, Chance.Of(Paths)) : _caller.PutAsync("alice", store, Chance.Of(Paths)));
    }

    protected async Task ReadAsync(DfsClient store)
    {
        foreach (var path in Paths)
            await _caller.GetAsync("alice", store, path);
        await _caller.ListAsync("alice", store, Paths);
    }
}

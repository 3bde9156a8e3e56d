using DfsAspire.Client.Store;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.History;
using DfsAspire.Simulation.Rules;

namespace DfsAspire.Simulation.Load;

/// <summary>
/// Again and again a node is away while others write; it comes back, another one comes back with an empty volume, and the two that could
/// tell them what happened are away by then. Readers must not take the two for a quorum that remembers.
/// </summary>
internal sealed class LostVolumeRun : IPlay
{
    private static readonly IReadOnlyList<string> Paths = ["a", "b", "c"];

    private readonly World _world;
    private readonly SimCluster _cluster;
    private readonly Chance _chance;
    private readonly FaultLog _faults;
    private readonly Recorder _recorder;
    private readonly Caller _caller;

    public LostVolumeRun(World world, SimCluster cluster, Rule broken)
    {
        (_world, _cluster) = (world, cluster);
        _chance = world.Chance.Split();
        _faults = new FaultLog(world);
        _recorder = new Recorder(world);
        _caller = new Caller(world, _recorder, new Contents(world.Chance.Split()), _faults);
        BrokenRules.Break(broken, world, cluster, _caller);
    }

    public IReadOnlyList<Call> Calls => _recorder.Calls;

    public async Task PlayAsync()
    {
        await _cluster.StartAllAsync();
        var store = await new SimClient(_world, _cluster, "alice", "alice").ConnectAsync();
        foreach (var path in Paths.Where(_ => _chance.Happens(0.5)))
            await _caller.PutAsync("alice", store, path);
        for (var rounds = _chance.Between(1, 3); rounds > 0; rounds--)
            await LoseAsync(store);
        var look = new Look(_world, _cluster, _caller, _faults, ["alice"], Paths);
        await look.AtAllUpAsync();
        await look.AtEachLossAsync();
    }

    private async Task LoseAsync(DfsClient store)
    {
        // All have heard of each other's volumes.
        await _world.DelayAsync(TimeSpan.FromSeconds(12));
        var nodes = _cluster.Nodes.OrderBy(_ => _chance.Next()).ToList();
        var (away, losing, witnesses) = (nodes[0], nodes[1], nodes[2..]);
        Crash(away);
        for (var writes = _chance.Between(1, 4); writes > 0; writes--)
            await WriteAsync(store, _chance.Of(Paths));
        Crash(losing);
        losing.ReplaceVolume(withEmpty: true);
        foreach (var witness in witnesses)
            await LaterAsync(() => Crash(witness));
        foreach (var node in nodes.Take(2).OrderBy(_ => _chance.Next()).ToList())
            await LaterAsync(() => _ = node.StartAsync());
        await _world.DelayAsync(_chance.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)));
        await ReadAsync(store);
        await LaterAsync(() => _ = witnesses[0].StartAsync());
        await ReadAsync(store);
        await _cluster.StartAllAsync();
        await new Wholeness(_world, _cluster).WaitAsync();
        foreach (var node in nodes)
            _faults.End(node.Number);
    }

    private void Crash(SimNode node)
    {
        _faults.Begin(node.Number);
        node.Crash();
    }

    private async Task LaterAsync(Action happen)
    {
        await _world.DelayAsync(_chance.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(500)));
        happen();
    }

    private Task WriteAsync(DfsClient store, string path) =>
        _chance.Happens(0.7) ? _caller.PutAsync("alice", store, path) : _caller.DeleteAsync("alice", store, path);

    private async Task ReadAsync(DfsClient store)
    {
        foreach (var path in Paths)
            await _caller.GetAsync("alice", store, path);
        await _caller.ListAsync("alice", store, Paths);
    }
}

using DfsAspire.Client.Store;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.History;

namespace DfsAspire.Simulation.Load;

/// <summary>One write, or one rotation of keys, during which the power goes out within one certain step of one node's disk, at that node or at all four.</summary>
internal sealed class StepRun : IStepPlay
{
    private const string Path = "f/x";
    private const string Other = "a";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly World _world;
    private readonly SimCluster _cluster;
    private readonly StepCase _case;
    private readonly FaultLog _faults;
    private readonly Recorder _recorder;
    private readonly Caller _caller;

    public StepRun(World world, SimCluster cluster, StepCase crash)
    {
        (_world, _cluster, _case) = (world, cluster, crash);
        _faults = new FaultLog(world);
        _recorder = new Recorder(world);
        _caller = new Caller(world, _recorder, new Contents(world.Chance.Split()), _faults);
    }

    public IReadOnlyList<Call> Calls => _recorder.Calls;

    public long Steps { get; private set; }

    public async Task PlayAsync()
    {
        await _cluster.StartAllAsync();
        var store = await new SimClient(_world, _cluster, "writer", "alice").ConnectAsync();
        if (_case.Work != StepWork.Put)
            await _caller.PutAsync("writer", store, Path);
        await _world.DelayAsync(TimeSpan.FromSeconds(7));
        var disk = _cluster.Node(_case.Node).Disk!;
        var before = disk.Steps;
        var cut = new PowerCut(_world, _cluster, _faults, _case);
        cut.Arm(disk, before);
        await WorkAsync(store);
        Steps = disk.Steps - before;
        disk.PowerCutAt = long.MaxValue;
        if (_case.Step == 0)
            return;
        await cut.EndAsync();
        await _world.DelayAsync(TimeSpan.FromSeconds(1));
        var look = new Look(_world, _cluster, _caller, _faults, ["alice"], [Path, Other]);
        await look.AtAllUpAsync();
        if (_case.Work == StepWork.Rotate)
            await RotateAsync();
        await _world.DelayAsync(TimeSpan.FromSeconds(12));
        await look.AtEachLossAsync();
    }

    private Task WorkAsync(DfsClient store) => _case.Work switch
    {
        StepWork.Delete => _caller.DeleteAsync("writer", store, Path),
        StepWork.Copy => _caller.CopyAsync("writer", store, Path, Other),
        StepWork.Move => _caller.MoveAsync("writer", store, Path, Other),
        StepWork.Rotate => TryRotateAsync(store),
        _ => _caller.PutAsync("writer", store, Path),
    };

    // Whoever comes next goes on, and comes to the end.
    private async Task RotateAsync()
    {
        var store = await new SimClient(_world, _cluster, "rotator", "alice").ConnectAsync();
        var began = _world.Now;
        while (!await TryRotateAsync(store))
        {
            if (_world.Now - began > Patience)
                throw new InvalidOperationException($"the keys are not rotated within {Patience}");
            await _world.DelayAsync(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<bool> TryRotateAsync(DfsClient store)
    {
        try
        {
            return (await store.RotateKeyAsync(null, CancellationToken.None)).IsDone;
        }
        catch (DfsException)
        {
            // The power is out.
            return false;
        }
    }
}

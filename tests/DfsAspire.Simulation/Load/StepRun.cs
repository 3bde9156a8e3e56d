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

    // Less than a node's disk does for a large file's parts.
    private const int StepsBeforeInterruption = 30;

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
        using var desk = new Desk();
        if (_case.Work == StepWork.Resume)
            await InterruptAsync(desk);
        var store = await new SimClient(_world, _cluster, "writer", "alice", desk.Memory).ConnectAsync();
        if (_case.Work is not (StepWork.Put or StepWork.Resume))
            await _caller.PutAsync("writer", store, Path);
        await _world.DelayAsync(TimeSpan.FromSeconds(7));
        var disk = _cluster.Node(_case.Node).Disk!;
        var before = disk.Steps;
        var cut = new PowerCut(_world, _cluster, _faults, _case);
        cut.Arm(disk, before);
        await WorkAsync(store, desk);
        Steps = disk.Steps - before;
        disk.PowerCutAt = long.MaxValue;
        if (_case.Work == StepWork.Resume && _case.Step == 0 && _caller.WentOn != 1)
            _world.Surprise("the upload did not go on where it was interrupted");
        if (_case.Step == 0)
            return;
        await cut.EndAsync();
        await _world.DelayAsync(TimeSpan.FromSeconds(1));
        var look = new Look(_world, _cluster, _caller, _faults, ["alice"], [Path, Other]);
        await look.AtAllUpAsync();
        if (_case.Work == StepWork.Rotate)
            await RotateAsync();
        if (_case.Work == StepWork.Resume && desk.Pending is not null)
            await _caller.PutFileAsync("writer", store, Path, desk);
        await _world.DelayAsync(TimeSpan.FromSeconds(12));
        await look.AtEachLossAsync();
    }

    // The program vanishes in the middle of an upload.
    private async Task InterruptAsync(Desk desk)
    {
        var client = new SimClient(_world, _cluster, "interrupted", "alice", desk.Memory);
        var store = await client.ConnectAsync();
        var disk = _cluster.Node(_case.Node).Disk!;
        var before = disk.Steps;
        _ = _caller.PutFileAsync("interrupted", store, Path, desk);
        while (disk.Steps - before < StepsBeforeInterruption)
            await _world.DelayAsync(TimeSpan.FromMilliseconds(1));
        _caller.Vanishes(desk);
        client.Vanish(isTold: true);
    }

    private Task WorkAsync(DfsClient store, Desk desk) => _case.Work switch
    {
        StepWork.Delete => _caller.DeleteAsync("writer", store, Path),
        StepWork.Copy => _caller.CopyAsync("writer", store, Path, Other),
        StepWork.Move => _caller.MoveAsync("writer", store, Path, Other),
        StepWork.Rotate => TryRotateAsync(store),
        StepWork.Resume => _caller.PutFileAsync("writer", store, Path, desk),
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

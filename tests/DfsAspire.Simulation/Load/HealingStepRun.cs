using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.History;

namespace DfsAspire.Simulation.Load;

/// <summary>One node becomes whole again, during which the power goes out within one certain step of its disk, or of the disk that has its loans.</summary>
internal sealed class HealingStepRun : IStepPlay
{
    private const string Overwritten = "a";
    private const string Deleted = "b";
    private const string Lost = "c";
    private const string Damaged = "d";
    private const string Lent = "e";
    private const string Missed = "f/x";

    private static readonly IReadOnlyList<string> Paths = [Overwritten, Deleted, Lost, Damaged, Lent, Missed];

    // As long as nodes need to hear of each other, or to go round once.
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(7);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly World _world;
    private readonly SimCluster _cluster;
    private readonly StepCase _case;
    private readonly SimNode _healing;
    private readonly SimNode _opposite;
    private readonly FaultLog _faults;
    private readonly Recorder _recorder;
    private readonly Caller _caller;
    private readonly Wholeness _wholeness;

    public HealingStepRun(World world, SimCluster cluster, StepCase crash)
    {
        (_world, _cluster, _case) = (world, cluster, crash);
        _healing = cluster.Node(crash.Work == StepWork.HandBack ? PlacementTable.Opposite(crash.Node) : crash.Node);
        _opposite = cluster.Node(PlacementTable.Opposite(_healing.Number));
        _faults = new FaultLog(world);
        _recorder = new Recorder(world);
        _caller = new Caller(world, _recorder, new Contents(world.Chance.Split()), _faults);
        _wholeness = new Wholeness(world, cluster);
    }

    public IReadOnlyList<Call> Calls => _recorder.Calls;

    public long Steps { get; private set; }

    public async Task PlayAsync()
    {
        await _cluster.StartAllAsync();
        var store = await new SimClient(_world, _cluster, "writer", "alice").ConnectAsync();
        var keepsLoans = _case.Work == StepWork.KeepLoans;
        await (keepsLoans ? BorrowAsync(store) : MissWritesAsync(store));
        var cut = new PowerCut(_world, _cluster, _faults, _case);
        Steps = await HealAsync(cut);
        if (_case.Step > 0)
            await cut.EndAsync(keepsLoans ? _opposite : null);
        _faults.End(_healing.Number);
        if (keepsLoans)
            await FindLoansAloneAsync();
        await _world.DelayAsync(TimeSpan.FromSeconds(1));
        var look = new Look(_world, _cluster, _caller, _faults, ["alice"], Paths);
        await look.AtAllUpAsync();
        await WaitUntilWholeAsync(static () => false);
        await look.AtEachLossAsync();
    }

    // What the node has to make good: parts and entries that it missed, a tombstone among them, a part that is gone, one that is
    // damaged, and one that it holds for the node opposite.
    private async Task MissWritesAsync(DfsClient store)
    {
        foreach (var path in (string[])[Overwritten, Deleted, Lost, Damaged])
            await _caller.PutAsync("writer", store, path);
        await _world.DelayAsync(Round);
        Crash(_opposite);
        await _caller.PutAsync("writer", store, Lent);
        await DamageAsync();
        Crash(_healing);
        while (!_opposite.IsUp)
            await _opposite.StartAsync();
        await _opposite.WaitUntilReadyAsync();
        await _world.DelayAsync(Round);
        _faults.End(_opposite.Number);
        await _caller.PutAsync("writer", store, Overwritten);
        await _caller.DeleteAsync("writer", store, Deleted);
        await _caller.PutAsync("writer", store, Missed);
        if (_case.Work == StepWork.Refill)
            _healing.ReplaceVolume(withEmpty: true);
        else if (_case.Work == StepWork.Reclaim)
            _healing.LoseCatalog();
    }

    private async Task DamageAsync()
    {
        var disk = _healing.Disk!;
        var (lost, damaged) = (PartOf(Lost), PartOf(Damaged));
        disk.Delete($"alice/{lost}");
        disk.SyncDirectory("alice");
        disk.FindFile($"alice/{damaged}")!.Flip(0);
        foreach (var name in (string[])[lost, damaged])
            await CheckAsync(_healing, name);

        string PartOf(string path) => PartsOf(_healing, path)[0];
    }

    // It has all parts of a file, and its catalog goes while the node is away that two of them belong to.
    private async Task BorrowAsync(DfsClient store)
    {
        foreach (var path in (string[])[Overwritten, Lost])
            await _caller.PutAsync("writer", store, path);
        await _world.DelayAsync(Round);
        Crash(_opposite);
        await _caller.PutAsync("writer", store, Lent);
        await _world.DelayAsync(Round);
        Crash(_healing);
        _healing.LoseCatalog();
    }

    // Both neighbours lose the part that belongs to the node that is away as well: it is at the borrower or nowhere.
    private async Task FindLoansAloneAsync()
    {
        await WaitForLoansAsync(static () => false);
        foreach (var neighbour in _cluster.Nodes.Where(node => node != _healing && node != _opposite))
        {
            foreach (var name in PartsOf(neighbour, Lent))
            {
                var (content, part) = Read(name);
                if (await neighbour.Store!.PlacementsOfAsync([new OwnedContent("alice", content)], CancellationToken.None) is not [{ } placement]
                    || !PlacementTable.PartsOf(placement, _opposite.Number).Contains(part))
                {
                    continue;
                }

                neighbour.Disk!.Delete($"alice/{name}");
                neighbour.Disk!.SyncDirectory("alice");
                await CheckAsync(neighbour, name);
            }
        }

        while (!_opposite.IsUp)
            await _opposite.StartAsync();
        await _opposite.WaitUntilReadyAsync();
        await WaitUntilWholeAsync(static () => false);
        _faults.End(_opposite.Number);
    }

    private static IReadOnlyList<string> PartsOf(SimNode node, string path) =>
        [.. node.Disk!.FilesIn("alice").Where(name => name.StartsWith($".{path}.", StringComparison.Ordinal))];

    // What happened to the file the node sees when it looks at it.
    private static async Task CheckAsync(SimNode node, string name)
    {
        var (content, part) = Read(name);
        await node.Store!.CheckPartAsync("alice", content, part, CancellationToken.None);
    }

    private static (ContentId Content, int Part) Read(string name)
    {
        var words = name.Split('.');
        return ContentId.TryParse(words[^2], out var content)
            ? (content, int.Parse(words[^1], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"'{name}' is no part.");
    }

    private async Task<long> HealAsync(PowerCut cut)
    {
        var disk = _cluster.Node(_case.Node).Disk!;
        var before = disk.Steps;
        if (_case.Work == StepWork.HandBack)
        {
            cut.Arm(disk, before);
        }
        else
        {
            before = 0;
            _healing.DiskMade = made => cut.Arm(disk = made, before);
        }

        await _healing.StartAsync();
        _healing.DiskMade = null;
        await (_case.Work == StepWork.KeepLoans ? WaitForLoansAsync(() => disk.IsDead) : WaitUntilWholeAsync(() => disk.IsDead));
        disk.PowerCutAt = long.MaxValue;
        return disk.Steps - before;
    }

    // By itself: parts that nobody could give are asked for again after a minute.
    private async Task WaitUntilWholeAsync(Func<bool> isOver)
    {
        for (var end = _world.Now + Patience; _world.Now < end;)
        {
            if (isOver() || await _wholeness.HoldsAsync())
                return;
            await _world.DelayAsync(TimeSpan.FromMilliseconds(500));
        }

        _world.Surprise($"not everything was whole and at home in the end: {await _wholeness.DescribeAsync()}");
    }

    // Until the borrower knows again what it has of others; that it never does shows in the end.
    private async Task WaitForLoansAsync(Func<bool> isOver)
    {
        for (var end = _world.Now + Patience; _world.Now < end && !isOver(); await _world.DelayAsync(TimeSpan.FromMilliseconds(500)))
        {
            if (_healing.Store is { Identity: { IsFounded: true, IsSettled: true } } store
                && await store.GetStatusAsync(CancellationToken.None) is { PartsOnLoan: > 0, PartsMissing: 0 })
            {
                return;
            }
        }
    }

    private void Crash(SimNode node)
    {
        _faults.Begin(node.Number);
        node.Crash();
    }
}

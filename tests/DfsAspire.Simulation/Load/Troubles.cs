using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Disk;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Network;

namespace DfsAspire.Simulation.Load;

/// <summary>Makes things go wrong, on as many nodes at a time as the profile allows, until it is told to stop.</summary>
internal sealed class Troubles(World world, SimCluster cluster, Profile profile, FaultLog faults)
{
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(6);

    // Between two absences; mostly long enough for the nodes to agree on what can be forgotten.
    private static readonly TimeSpan LongestPresence = TimeSpan.FromSeconds(90);

    // A catalog that was only founded has fewer.
    private const int FoundingChanges = 30;

    private readonly Chance _chance = world.Chance.Split();
    private readonly HashSet<int> _victims = [];
    private readonly List<Task> _lostCommits = [];
    private bool _isOver;

    /// <summary>Hosts of the clients that run now.</summary>
    public List<SimClient> Clients { get; } = [];

    private bool AreAway => profile.LongestAbsence > TimeSpan.Zero;

    /// <summary>A client vanishes with the commit that a node has just got, and the node goes away when it has taken it.</summary>
    public void LoseCommit(Actor writer, SimNode node)
    {
        if (_isOver || _victims.Contains(node.Number) || Clients.Find(client => client.Life == writer) is not { } client)
            return;
        world.Trace.Note($"{client.Host.Name} vanishes with a commit to {node.Host.Name}");
        client.Vanish(isTold: false);
        world.In(TimeSpan.FromMilliseconds(10), () => _lostCommits.Add(SendAwayAsync(node)));
    }

    /// <summary>Runs until it is stopped; then all nodes are up and nothing is wrong with any of them.</summary>
    public async Task RunAsync()
    {
        cluster.Network.MayBreak = (_, called) => cluster.Nodes.Any(node => node.Host == called && faults.IsFaulty(node.Number));
        if (profile.BadDisk > 0)
        {
            faults.Begin(profile.BadDisk);
            cluster.Node(profile.BadDisk).DiskMade += Spoil;
            await RestartAsync(cluster.Node(profile.BadDisk));
        }

        await Task.WhenAll([.. Enumerable.Range(0, profile.Victims).Select(_ => HauntAsync()), .. profile.AllCrash ? [CrashAllAsync()] : Array.Empty<Task>()]);
        await Task.WhenAll(_lostCommits);
    }

    public void Stop() => _isOver = true;

    /// <summary>Lets a node go away, for longer than anything is remembered or not so long; it comes back by itself.</summary>
    public async Task SendAwayAsync(SimNode node)
    {
        if (_isOver || _victims.Contains(node.Number))
            return;
        Seize(node);
        world.Trace.Note($"{node.Host.Name} goes away");
        node.Crash();
        var back = world.Now + _chance.Between(ShortestRest, profile.LongestAbsence);
        while (world.Now < back && !_isOver)
            await world.DelayAsync(TimeSpan.FromSeconds(1));
        await ReleaseAsync(node);
    }

    private async Task HauntAsync()
    {
        while (!_isOver)
        {
            await world.DelayAsync(_chance.Between(ShortestRest, AreAway ? LongestPresence : LongestRest));
            var free = cluster.Nodes.Where(node => !_victims.Contains(node.Number)).ToList();
            if (_isOver || free.Count == 0)
                continue;
            var node = _chance.Of(free);
            await (AreAway ? SendAwayAsync(node) : TroubleOftenAsync(node));
        }
    }

    private async Task TroubleOftenAsync(SimNode node)
    {
        Seize(node);
        for (var times = _chance.Between(1, 3); times > 0 && !_isOver; times--)
            await TroubleAsync(node);
        await ReleaseAsync(node);
    }

    private void Seize(SimNode node)
    {
        _victims.Add(node.Number);
        faults.Begin(node.Number);
    }

    private async Task ReleaseAsync(SimNode node)
    {
        await RecoverAsync(node);
        faults.End(node.Number);
        _victims.Remove(node.Number);
    }

    private async Task TroubleAsync(SimNode node)
    {
        if (profile.LosesVolumes && _chance.Happens(0.4) && await IsRememberedAsync(node))
        {
            LoseVolume(node);
            return;
        }

        var duration = _chance.Between(TimeSpan.FromMilliseconds(5), _chance.Of<TimeSpan>([TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(14)]));
        switch (_chance.Below(6))
        {
            case 0:
                world.Trace.Note($"{node.Host.Name} crashes");
                node.Crash();
                break;
            case 1:
                if (node.Disk is { } disk)
                    disk.PowerCutAt = disk.Steps + _chance.Between(1, 60);
                break;
            case 2:
                world.Trace.Note($"{node.Host.Name} stalls for {duration.TotalSeconds:0.000} s");
                node.Host.Life.StalledUntil = world.Now + duration;
                break;
            case 3:
                node.Host.Slowness = _chance.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(900));
                world.Trace.Note($"{node.Host.Name} is slow by {node.Host.Slowness.TotalSeconds:0.000} s");
                break;
            case 4:
                foreach (var other in PartnersOf(node).Where(_ => _chance.Happens(0.6)))
                {
                    world.Trace.Note($"{node.Host.Name} and {other.Name} are cut off for {duration.TotalSeconds:0.000} s");
                    cluster.Network.Part(other, node.Host, duration);
                }

                break;
            default:
                cluster.Network.CutOne(node.Host);
                break;
        }

        await world.DelayAsync(duration);
        if (_chance.Happens(0.5))
            await RecoverAsync(node);
    }

    private async Task RecoverAsync(SimNode node)
    {
        node.Host.Slowness = TimeSpan.Zero;
        if (node.Disk is { } disk)
            disk.PowerCutAt = long.MaxValue;
        if (node.Host.Life.StalledUntil > world.Now)
            await world.DelayAsync(node.Host.Life.StalledUntil - world.Now);
        foreach (var until in PartnersOf(node).Select(other => cluster.Network.ApartUntil(other, node.Host)).Where(until => until > world.Now).ToList())
            await world.DelayAsync(until - world.Now);
        while (!node.IsUp)
            await node.StartAsync();
        await node.WaitUntilReadyAsync();
        if (profile.LosesVolumes)
            await new Wholeness(world, cluster).WaitAsync();
    }

    private List<Host> PartnersOf(SimNode node) => [.. Clients.Select(client => client.Host), .. cluster.Nodes.Where(other => other != node).Select(other => other.Host)];

    // Only a volume that others have heard of can be missed by them.
    private async Task<bool> IsRememberedAsync(SimNode node)
    {
        var witnesses = 0;
        foreach (var other in cluster.Nodes.Where(other => other != node).ToList())
        {
            if (other.Store is { } store && (await store.GetPeerAsync(node.Number, CancellationToken.None)).Sequence > FoundingChanges)
                witnesses++;
        }

        return node.IsUp && witnesses == 3;
    }

    private void LoseVolume(SimNode node)
    {
        var withEmpty = _chance.Happens(0.5);
        world.Trace.Note($"{node.Host.Name} loses its volume and gets {(withEmpty ? "an empty one" : "an old copy")}");
        node.Crash();
        node.ReplaceVolume(withEmpty);
    }

    private static async Task RestartAsync(SimNode node)
    {
        node.Crash();
        while (!node.IsUp)
            await node.StartAsync();
    }

    private async Task CrashAllAsync()
    {
        while (!_isOver)
        {
            await world.DelayAsync(_chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15)));
            if (_isOver)
                return;
            world.Trace.Note($"all nodes crash");
            foreach (var node in cluster.Nodes)
            {
                faults.Begin(node.Number);
                node.Crash();
            }

            await world.DelayAsync(_chance.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(3)));
            foreach (var node in cluster.Nodes.OrderBy(_ => _chance.Next()).ToList())
            {
                while (!node.IsUp)
                    await node.StartAsync();
            }

            foreach (var node in cluster.Nodes)
            {
                await node.WaitUntilReadyAsync();
                faults.End(node.Number);
            }
        }
    }

    private void Spoil(SimDisk disk)
    {
        var failures = _chance.Of<double>([0, 0.002, 0.02]);
        disk.Mishaps = _ =>
        {
            if (_isOver)
                return Mishap.None;
            if (_chance.Happens(0.03) && disk.PartFiles() is { Count: > 0 } parts && _chance.Of(parts) is { Length: > 0 } part)
                part.Flip(_chance.Below(part.Length * 8));
            return _chance.Happens(failures) ? _chance.Of<Mishap>([Mishap.NoSpace, Mishap.Failure]) : Mishap.None;
        };
        // The next time it may give the same bytes: what nobody can read any more is what a bit that is turned over makes of it.
        disk.Unreadable = (name, _) => !_isOver && !name.StartsWith(".dfs/", StringComparison.Ordinal) && _chance.Happens(failures);
    }
}

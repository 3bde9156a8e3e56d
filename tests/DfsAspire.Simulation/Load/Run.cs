using DfsAspire.Client.Store;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.History;
using DfsAspire.Simulation.Rules;

namespace DfsAspire.Simulation.Load;

/// <summary>One seed's run: clients at work while things go wrong, then a look at everything with all nodes up and with each one down.</summary>
internal sealed class Run : IPlay
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly World _world;
    private readonly SimCluster _cluster;
    private readonly Profile _profile;
    private readonly Chance _chance;
    private readonly FaultLog _faults;
    private readonly Recorder _recorder;
    private readonly Troubles _troubles;
    private readonly Caller _caller;
    private readonly List<Task> _underWay = [];
    private int _callsLeft;
    private int _lastClient;

    public Run(World world, SimCluster cluster, Situation situation, Rule broken)
    {
        (_world, _cluster) = (world, cluster);
        _profile = Profile.Of(world.Seed, situation, world.Chance.Split());
        _chance = world.Chance.Split();
        _faults = new FaultLog(world);
        _recorder = new Recorder(world);
        _troubles = new Troubles(world, cluster, _profile, _faults);
        _caller = new Caller(world, _recorder, new Contents(world.Chance.Split()) { IsLineNarrow = _profile.Network.Window < 16_000 }, _faults);
        _callsLeft = _profile.Calls;
        cluster.Network.Conditions = _profile.Network;
        cluster.Repair = _profile.Repair;
        // One meddler at a time.
        if (_profile.LateCopyRate > 0)
            Meddler.PutBefore(cluster.Nodes, new LateCopies(world, cluster, _profile));
        if (_profile.LoneCommitRate > 0)
            Meddler.PutBefore(cluster.Nodes, new LoneCommits(world, _profile, _troubles));
        if (_profile.Liar > 0)
            Meddler.PutBefore([cluster.Node(_profile.Liar)], new LyingCopies(world, cluster, adopt: broken == Rule.SignedOnly));
        BrokenRules.Break(broken, world, cluster, _caller);
    }

    public IReadOnlyList<Call> Calls => _recorder.Calls;

    /// <summary>Uploads that went on where an earlier attempt had stopped.</summary>
    public int WentOn => _caller.WentOn;

    public async Task PlayAsync()
    {
        _world.Trace.Note($"seed {_world.Seed}: {_profile.Clients} clients, {_profile.Calls} calls, {_profile.Paths.Count} paths, {_profile.Victims} victims, bad disk {_profile.BadDisk}");
        await _cluster.StartAllAsync();
        if (_profile.Liar > 0)
            _faults.Begin(_profile.Liar);
        var troubles = _troubles.RunAsync();
        await Task.WhenAll(Enumerable.Range(0, _profile.Clients).Select(number => UseAsync(number == 3 ? "bob" : "alice")));
        _troubles.Stop();
        await troubles;
        if (_profile.BadDisk > 0)
        {
            // After a failed sync a catalog takes nothing more before its node was started anew.
            _cluster.Node(_profile.BadDisk).Crash();
            await _cluster.StartAllAsync();
            _faults.End(_profile.BadDisk);
        }

        var late = Task.WhenAll(_underWay);
        if (await Task.WhenAny(late, _world.DelayAsync(Patience)) != late)
            _world.Surprise($"a call did not end within {Patience.TotalMinutes} minutes after all nodes were well again");
        await LookAsync();
    }

    private async Task UseAsync(string user)
    {
        using var desk = _profile.LargeFiles > 0 ? new Desk() : null;
        while (_callsLeft > 0)
        {
            var client = new SimClient(_world, _cluster, $"{user}{++_lastClient}", user, desk?.Memory);
            _troubles.Clients.Add(client);
            if (_chance.Happens(_profile.VanishRate))
            {
                var isTold = _chance.Happens(0.7);
                _world.In(_chance.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)), () =>
                {
                    _world.Trace.Note($"{client.Host.Name} vanishes");
                    if (desk is not null)
                        _caller.Vanishes(desk);
                    client.Vanish(isTold);
                });
            }

            await Task.WhenAny(WorkAsync(client, desk), client.Gone);
            _troubles.Clients.Remove(client);
        }
    }

    private async Task WorkAsync(SimClient client, Desk? desk)
    {
        var start = _world.Now;
        DfsClient store;
        try
        {
            store = await client.ConnectAsync();
        }
        catch (DfsException fault)
        {
            _world.Trace.Note($"{client.Host.Name} does not get in: {fault.Fault}");
            if (_faults.WritesHold(start))
                _world.Surprise($"{client.Host.Name} did not get in though one node at the most had a fault: {fault.Message}");
            await _world.DelayAsync(TimeSpan.FromMilliseconds(300));
            return;
        }

        while (client.Life.IsAlive && _callsLeft > 0)
        {
            _callsLeft--;
            var call = CallAsync(client.Host.Name, store, desk);
            // Some clients do two things at once; a call of one that vanishes never ends.
            if (desk is not null || _chance.Happens(0.8))
                await call;
            else if (!_profile.ClientsVanish)
                _underWay.Add(call);
            await _world.DelayAsync(_chance.Between(TimeSpan.Zero, _profile.LongestRest));
        }
    }

    private Task CallAsync(string client, DfsClient store, Desk? desk)
    {
        var path = _chance.Of(_profile.Paths);
        if (desk is not null && _chance.Happens(_profile.LargeFiles))
            return _caller.PutFileAsync(client, store, path, desk);
        if (_profile.MoreDeletes > 0 && _chance.Happens(_profile.MoreDeletes))
            return _caller.DeleteAsync(client, store, path);
        if (_profile.MoreMoves > 0 && _chance.Happens(_profile.MoreMoves) && _chance.Of(PathsToMoveTo) is var to && to != path)
        {
            return _chance.Happens(0.7)
                ? _caller.MoveAsync(client, store, path, to)
                : _caller.CopyAsync(client, store, path, to);
        }

        if (_profile.Restores > 0 && _chance.Happens(_profile.Restores))
            return _caller.RestoreAsync(client, store, path, _chance.Of);
        return _chance.Below(20) switch
        {
            < 7 => _caller.PutAsync(client, store, path),
            < 15 => _caller.GetAsync(client, store, path),
            < 17 => _caller.DeleteAsync(client, store, path),
            < 18 => _caller.MakeFolderAsync(client, store, "m"),
            _ => _caller.ListAsync(client, store, _profile.Paths),
        };
    }

    private IReadOnlyList<string> PathsToMoveTo => [.. _profile.Paths.Append("m").Distinct()];

    private async Task LookAsync()
    {
        var look = new Look(
            _world, _cluster, _caller, _faults, _profile.Clients > 3 ? Founded.Users : ["alice"], PathsToMoveTo);
        if (_profile.LooksAtOnce)
        {
            // A call that began sooner would be excused by faults that were there until just now.
            await _world.DelayAsync(1.1 * FaultLog.Settling);
            await look.AtOnceAsync(_chance.Between(1, 4));
        }

        await _world.DelayAsync(TimeSpan.FromSeconds(12));
        await look.AtAllUpAsync();
        await HealAsync();
        await look.AtEachLossAsync();
    }

    // Some runs see that the nodes heal by themselves within a minute; that takes long, so that others ask them to.
    private async Task HealAsync()
    {
        if (_profile.BadDisk > 0)
            await _cluster.Node(_profile.BadDisk).Services!.RepairAsync(withScrub: true, CancellationToken.None);
        if (_profile.HealsByItself)
        {
            await _world.DelayAsync(TimeSpan.FromSeconds(66));
            return;
        }

        foreach (var node in _cluster.Nodes)
            await node.Services!.RepairAsync(withScrub: false, CancellationToken.None);
    }
}

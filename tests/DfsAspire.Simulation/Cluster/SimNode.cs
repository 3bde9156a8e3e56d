using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Sessions;
using DfsAspire.Node.Storage;
using DfsAspire.Simulation.Disk;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Network;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Simulation.Cluster;

/// <summary>One node through all its lives: the real session and storage code on a simulated disk, behind a simulated network.</summary>
internal sealed class SimNode(World world, SimCluster cluster, int number, SimDirectory volume)
{
    private readonly Chance _chance = world.Chance.Split();
    private readonly TimeSpan _skew = world.Chance.Between(TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));
    private readonly List<NodeStore> _ended = [];
    private readonly double _rate = 1 + (world.Chance.Between(-50, 50) / 100_000.0);
    private readonly SimDirectory _first = volume.Copy();
    private SimDirectory _volume = volume;
    private SimDirectory? _kept;
    private Volume? _open;
    private RepairLoop? _repair;
    private int _lives;

    public int Number => number;

    public Host Host { get; } = new(string.Create(CultureInfo.InvariantCulture, $"node{number}"));

    public SimDisk? Disk { get; private set; }

    public bool IsUp => Host.Listener is not null;

    /// <summary>The store of this life; null while the node is down.</summary>
    public NodeStore? Store => IsUp ? _open!.Store : null;

    /// <summary>What the node's sessions share, for one who stands between a session and its client.</summary>
    public NodeServices? Services { get; private set; }

    /// <summary>Stands between a connection, whose other end somebody has, and the session; null where nobody does.</summary>
    public Func<SimNode, Actor, IDuplexPipe, IDuplexPipe>? Between { get; set; }

    /// <summary>Prepares the disk of the next life.</summary>
    public Action<SimDisk>? DiskMade { get; set; }

    /// <summary>Told when the volume is open, before anybody can ask the node anything.</summary>
    public Func<SimNode, Task>? Opened { get; set; }

    /// <summary>Starts the node on what its disk holds. False when it did not come up.</summary>
    public async Task<bool> StartAsync()
    {
        var life = new Actor(string.Create(CultureInfo.InvariantCulture, $"{Host.Name}.{++_lives}"));
        // Whoever still waits for the life before hears from this one that it has no such connection.
        cluster.Network.Drop(Host.Life, isTold: true);
        Host.Life = life;
        Host.IsDark = false;
        var disk = new SimDisk(_volume, _chance.Split());
        Disk = disk;
        disk.WentOut = left => WentOut(life, disk, left);
        if (world.Trace.IsRead)
            disk.Stepped = (step, name) => world.Trace.Remark($"{life} {step} {name}");
        DiskMade?.Invoke(disk);
        var time = new ActorClock(world, life, _skew, _rate);
        var options = new NodeOptions
        {
            Node = number,
            Port = 0,
            Volume = "/volume",
            ClusterSecret = Encoding.UTF8.GetBytes(Founded.ClusterSecret),
            PeerSecrets = Founded.SecretsOf(number),
        };
        var open = new Volume(options, cluster.Repair, time, NullLogger<NodeStore>.Instance) { Open = OpenAsync };
        try
        {
            await open.StartAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is StoreException or IOException)
        {
            world.Trace.Note($"{life} does not come up: {fault.Message}");
            if (life.IsAlive)
                disk.CutPower();
            return false;
        }

        if (!life.IsAlive)
        {
            await open.Store.DisposeAsync();
            return false;
        }

        world.Trace.Note($"{life} is up");
        _open = open;
        (Services, _repair) = NodeProgram.Assemble(options, cluster.Repair, open, new SimPeerTransport(cluster, Host, life), time, fault =>
        {
            if (life.IsAlive)
                world.Surprise($"{life}: a round of repair ended with {fault}");
        });
        if (Opened is { } opened)
            await opened(this);
        var handler = new DfsConnectionHandler(Services);
        Host.Listener = end => _ = ServeAsync(handler, end);
        await _repair.StartAsync(CancellationToken.None);
        return true;

        Task<NodeStore> OpenAsync(VolumeOptions where, CancellationToken ct) =>
            NodeStore.OpenAsync(where with { OpenCatalogLine = () => new PoolLine(), ReservedFreeBytes = 0 }, disk, time, NullLogger<NodeStore>.Instance, ct);
    }

    /// <summary>Waits until the node takes writes again, or until nobody would wait any longer.</summary>
    public async Task WaitUntilReadyAsync()
    {
        for (var tries = 0; tries < 100 && Services?.Readiness.WhyReadOnly is not null; tries++)
            await world.DelayAsync(TimeSpan.FromMilliseconds(100));
    }

    /// <summary>Ends this life: all that was not synced may be lost. Others are told by a reset, or hear nothing any more.</summary>
    public void Crash()
    {
        if (Host.Life.IsAlive && Disk is { IsDead: false } disk)
            disk.CutPower();
    }

    /// <summary>Puts another volume in the place of the one that the node had: an empty one, or a copy from when the cluster was founded.</summary>
    public void ReplaceVolume(bool withEmpty) => _volume = withEmpty ? new SimDirectory() : _first.Copy();

    /// <summary>Keeps a copy of what the node's disk holds while it is down.</summary>
    public void KeepCopy() => _kept = _volume.Copy();

    /// <summary>Puts the copy that was kept in the place of the volume.</summary>
    public void PutCopyBack() => _volume = _kept!;

    /// <summary>Takes the catalog out of the volume that the node had; part files stay.</summary>
    public void LoseCatalog()
    {
        var own = (SimDirectory)_volume.Names[".dfs"];
        foreach (var name in own.Names.Keys.Where(name => name.StartsWith("catalog.db", StringComparison.Ordinal)).ToList())
            own.Remove(name);
        own.Sync();
    }

    /// <summary>Closes the volume in good order and hands it out.</summary>
    public async Task<SimDirectory> CloseAsync()
    {
        Host.Life.Die();
        await _open!.StopAsync(CancellationToken.None);
        var volume = Disk!.Remove();
        Disk.Forget();
        Host.Listener = null;
        return volume;
    }

    /// <summary>Gives back what the ended lives still hold of SQLite's, and the last disk.</summary>
    public async Task BuryAsync()
    {
        foreach (var store in _ended)
            await store.DisposeAsync();
        _ended.Clear();
        // The run is over, and with it whatever would have let go of the last disk's name.
        Disk?.Forget();
    }

    private void WentOut(Actor life, SimDisk disk, SimDirectory left)
    {
        world.Trace.Note($"{life} crashes at disk step {disk.Steps}");
        _volume = left;
        life.Die();
        var isDark = _chance.Happens(0.3);
        // The step that is under way ends first: it still stands on the stack of what is being done.
        world.In(TimeSpan.Zero, () =>
        {
            cluster.Network.Drop(life, isTold: !isDark);
            disk.Forget();
        });
        if (Host.Life != life)
            return;
        Host.IsDark = isDark;
        if (Host.Listener is not null)
            _ended.Add(_open!.Store);
        if (_repair?.ExecuteTask?.Exception is { } fault)
            world.Surprise($"{life}: repair ended with {fault}");
        Host.Listener = null;
        Services = null;
    }

    private async Task ServeAsync(DfsConnectionHandler handler, LineEnd end)
    {
        IDuplexPipe pipes = new DuplexPipe(
            PipeReader.Create(end, new StreamPipeReaderOptions(leaveOpen: true)), PipeWriter.Create(end, new StreamPipeWriterOptions(leaveOpen: true)));
        var transport = Between?.Invoke(this, end.Opposite, pipes) ?? pipes;
        try
        {
            await handler.OnConnectedAsync(new DefaultConnectionContext(Host.Name) { Transport = transport });
        }
        catch (Exception fault)
        {
            if (end.Owner.IsAlive)
                world.Surprise($"{end.Owner}: a session ended with {fault}");
        }

        // What the session said last may still be on its way through whoever stands between.
        if (transport is IAsyncDisposable between)
            await between.DisposeAsync();
        await end.DisposeAsync();
    }
}

/// <summary>Both directions of a connection.</summary>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;

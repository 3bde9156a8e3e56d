using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Network;

/// <summary>Connects hosts: clients with nodes, and nodes with nodes.</summary>
internal sealed class SimNetwork(World world)
{
    private const int LongestLife = 60_000;

    private readonly List<Line> _lines = [];
    private readonly Dictionary<(Host, Host), TimeSpan> _apart = [];
    private readonly Chance _chance = world.Chance.Split();
    private int _lastLine;

    public NetworkConditions Conditions { get; set; } = new();

    /// <summary>Whether a line between two hosts may break now.</summary>
    public Func<Host, Host, bool> MayBreak { get; set; } = (_, _) => true;

    /// <summary>Connects, as a socket does.</summary>
    /// <exception cref="IOException">Nobody listens there.</exception>
    public async Task<LineEnd> ConnectAsync(Host caller, Actor life, Host called, CancellationToken cancellationToken)
    {
        await world.DelayAsync(Delay(_chance, caller, called)).WaitAsync(cancellationToken);
        while (ApartUntil(caller, called) is var until && until > world.Now)
            await world.DelayAsync(until - world.Now).WaitAsync(cancellationToken);
        // What an ended life still wants to do has no effect.
        if (called.IsDark || !life.IsAlive)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        if (called.Listener is not { } listener)
            throw new IOException($"{called.Name} refused the connection.");
        var breaks = _chance.Happens(Conditions.BreakRate);
        var line = new Line(world, this, caller, life, called, ++_lastLine, breaks ? _chance.Below(LongestLife) : long.MaxValue);
        world.Trace.Note($"{caller.Name} connects to {called.Name} #{line.Number}");
        _lines.Add(line);
        listener(line.Far);
        return line.Near;
    }

    /// <summary>Lets nothing pass between two hosts for a while.</summary>
    public void Part(Host one, Host other, TimeSpan duration) => _apart[Key(one, other)] = world.Now + duration;

    public TimeSpan ApartUntil(Host one, Host other) => _apart.GetValueOrDefault(Key(one, other));

    public TimeSpan Delay(Chance chance, Host one, Host other)
    {
        var delay = chance.Happens(Conditions.LateRate)
            ? chance.Between(Conditions.Slowest, Conditions.Latest)
            : chance.Between(Conditions.Fastest, Conditions.Slowest);
        return delay + one.Slowness + other.Slowness;
    }

    /// <summary>Ends all lines of a life that has ended: the others are told, or find out by themselves.</summary>
    public void Drop(Actor life, bool isTold)
    {
        foreach (var line in _lines.Where(line => line.Touches(life)).ToList())
        {
            if (isTold)
                line.TellOfLoss();
            else
                line.FallSilent();
        }
    }

    /// <summary>Breaks one of a host's lines.</summary>
    public void CutOne(Host host)
    {
        var lines = _lines.Where(line => !line.IsCut && line.Touches(host.Life)).ToList();
        if (lines.Count > 0)
            _chance.Of(lines).Cut();
    }

    public void Forget(Line line) => _lines.Remove(line);

    private static (Host, Host) Key(Host one, Host other) =>
        string.CompareOrdinal(one.Name, other.Name) < 0 ? (one, other) : (other, one);
}

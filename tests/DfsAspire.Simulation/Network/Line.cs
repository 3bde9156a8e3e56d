using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Network;

/// <summary>A connection between two hosts: either may be cut off, and the line may break at any byte.</summary>
internal sealed class Line
{
    private readonly World _world;
    private readonly SimNetwork _network;
    private readonly Host _caller;
    private readonly Host _called;
    private long _bytesLeft;

    public Line(World world, SimNetwork network, Host caller, Actor life, Host called, int number, long breaksAfter)
    {
        (_world, _network, _caller, _called, Number, _bytesLeft) = (world, network, caller, called, number, breaksAfter);
        Chance = world.Chance.Split();
        Near = new LineEnd(this, life);
        Far = new LineEnd(this, called.Life);
        Near.Out = Far.In = new Flow(world, this, Near, Far);
        Far.Out = Near.In = new Flow(world, this, Far, Near);
    }

    public int Number { get; }

    public Chance Chance { get; }

    public NetworkConditions Conditions => _network.Conditions;

    /// <summary>The end of who connected.</summary>
    public LineEnd Near { get; }

    /// <summary>The end of who was connected to.</summary>
    public LineEnd Far { get; }

    /// <summary>True from the moment on when nothing arrives any more.</summary>
    public bool IsCut { get; private set; }

    public bool Touches(Actor life) => Near.Owner == life || Far.Owner == life;

    public TimeSpan Delay() => _network.Delay(Chance, _caller, _called);

    /// <summary>Until when nothing reaches an end.</summary>
    public TimeSpan BlockedUntil(LineEnd to)
    {
        var apart = _network.ApartUntil(_caller, _called);
        var stalled = to.Owner.StalledUntil;
        return apart > stalled ? apart : stalled;
    }

    /// <summary>How many of these bytes still get through.</summary>
    public int Spend(int bytes)
    {
        if (bytes > _bytesLeft && !_network.MayBreak(_caller, _called))
            _bytesLeft = long.MaxValue;
        var through = (int)Math.Min(bytes, _bytesLeft);
        _bytesLeft -= through;
        return through;
    }

    /// <summary>Breaks the line; both ends hear of it a little later.</summary>
    public void Cut()
    {
        if (IsCut)
            return;
        IsCut = true;
        _world.Trace.Note($"cut #{Number} {Near.Owner}-{Far.Owner}");
        _world.In(Delay(), Near.Reset);
        _world.In(Delay(), Far.Reset);
        _network.Forget(this);
    }

    /// <summary>Nothing passes any more, and nobody is told: the power went out at one end.</summary>
    public void FallSilent() => IsCut = true;

    /// <summary>Whoever is left learns that the other end is gone.</summary>
    public void TellOfLoss()
    {
        IsCut = true;
        foreach (var end in new[] { Near, Far })
            if (end.Owner.IsAlive)
                _world.In(Delay(), end.Reset);
        _network.Forget(this);
    }
}

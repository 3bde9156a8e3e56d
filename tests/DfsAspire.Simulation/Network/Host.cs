using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Network;

/// <summary>A machine on the network. What runs on it has lives: one ends with each crash.</summary>
internal sealed class Host(string name)
{
    public string Name => name;

    public Actor Life { get; set; } = new(name);

    /// <summary>Takes connections; null while nothing listens.</summary>
    public Action<LineEnd>? Listener { get; set; }

    /// <summary>True when connecting meets nobody, not even a refusal: the power is out.</summary>
    public bool IsDark { get; set; }

    /// <summary>What every piece to and from a slow host takes longer.</summary>
    public TimeSpan Slowness { get; set; }
}

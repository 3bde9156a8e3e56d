using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Network;

namespace DfsAspire.Simulation.Load;

/// <summary>What kind of run a seed is.</summary>
internal sealed record Profile
{
    /// <summary>How many nodes may have something wrong with them at the same time.</summary>
    public required int Victims { get; init; }

    /// <summary>The node with the bad disk, which turns bits over and fails; 0 for none.</summary>
    public required int BadDisk { get; init; }

    /// <summary>Whether all nodes crash at once now and then.</summary>
    public required bool AllCrash { get; init; }

    /// <summary>Whether volumes get lost, one at a time: the node comes back with an empty one, or with a copy from long ago.</summary>
    public required bool LosesVolumes { get; init; }

    /// <summary>Whether the nodes get a minute at the end to heal by themselves; else they are asked to do it at once.</summary>
    public required bool HealsByItself { get; init; }

    public required int Clients { get; init; }

    public required int Calls { get; init; }

    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>How long a client rests between two calls, at the most.</summary>
    public required TimeSpan LongestRest { get; init; }

    public required double VanishRate { get; init; }

    public required NetworkConditions Network { get; init; }

    public static Profile Draw(Chance chance)
    {
        var isHarsh = chance.Happens(0.5);
        var profile = new Profile
        {
            LosesVolumes = false,
            Victims = isHarsh ? chance.Between(2, 4) : chance.Between(0, 5) > 0 ? 1 : 0,
            BadDisk = chance.Happens(0.25) ? chance.Between(1, 4) : 0,
            AllCrash = chance.Happens(0.3),
            HealsByItself = chance.Happens(0.2),
            Clients = chance.Between(2, 4),
            Calls = chance.Between(20, 40),
            Paths = [.. new[] { "a", "f/x", "b", "m" }.Take(chance.Between(1, 4))],
            LongestRest = chance.Of<TimeSpan>([TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(3)]),
            VanishRate = chance.Of<double>([0, 0.1, 0.3]),
            Network = new NetworkConditions
            {
                Slowest = chance.Of<TimeSpan>([TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(60)]),
                LateRate = chance.Of<double>([0, 0.02, 0.1]),
                SplitRate = chance.Of<double>([0, 0.1, 0.5]),
                Window = chance.Of<int>([2_000, 16_000, 256_000]),
                BreakRate = chance.Of<double>([0, 0.1, 0.4]),
            },
        };

        // What was acknowledged is promised to outlive one lost volume, and not one together with something else.
        return profile with { LosesVolumes = profile is { Victims: 1, BadDisk: 0, AllCrash: false } && chance.Happens(0.7) };
    }
}

using DfsAspire.Node.Repair;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Network;

namespace DfsAspire.Simulation.Load;

/// <summary>What kind of run a seed is.</summary>
internal sealed record Profile
{
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(1);

    /// <summary>How many nodes may have something wrong with them at the same time.</summary>
    public required int Victims { get; init; }

    /// <summary>The node with the bad disk, which turns bits over and fails, as it writes and as it reads; 0 for none.</summary>
    public required int BadDisk { get; init; }

    /// <summary>Whether all nodes crash at once now and then.</summary>
    public required bool AllCrash { get; init; }

    /// <summary>Whether volumes get lost, one at a time: the node comes back with an empty one, or with a copy from long ago.</summary>
    public required bool LosesVolumes { get; init; }

    /// <summary>Whether the nodes get a minute at the end to heal by themselves; else they are asked to do it at once.</summary>
    public required bool HealsByItself { get; init; }

    /// <summary>Whether everything is read with each node down directly after the load: nobody has mended then what a write had left undone.</summary>
    public bool LooksAtOnce { get; init; }

    public required int Clients { get; init; }

    public required int Calls { get; init; }

    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>How long a client rests between two calls, at the most.</summary>
    public required TimeSpan LongestRest { get; init; }

    public required double VanishRate { get; init; }

    public required NetworkConditions Network { get; init; }

    /// <summary>How often the nodes compare and clean up, and how long they remember what is not needed.</summary>
    public RepairOptions Repair { get; init; } = new();

    /// <summary>How often a call is a DELETE that would have been another one.</summary>
    public double MoreDeletes { get; init; }

    /// <summary>How often a call is a MOVE or COPY that would have been another one.</summary>
    public double MoreMoves { get; init; }

    /// <summary>How often a call is a restore that would have been another one.</summary>
    public double Restores { get; init; }

    /// <summary>How often a call sends a large file that would have been another one.</summary>
    public double LargeFiles { get; init; }

    /// <summary>For how long nodes go away, at the most; zero when other things go wrong with them.</summary>
    public TimeSpan LongestAbsence { get; init; }

    /// <summary>How often a client vanishes with its first commit, and the node that took it goes away.</summary>
    public double LoneCommitRate { get; init; }

    /// <summary>How often a request comes a second time, at once or later.</summary>
    public double LateCopyRate { get; init; }

    /// <summary>The node that tells the others of entries that nobody signed; 0 for none.</summary>
    public int Liar { get; init; }

    /// <summary>Whether clients vanish at all.</summary>
    public bool ClientsVanish => VanishRate > 0 || LoneCommitRate > 0;

    /// <summary>The kind of run that a seed is. A disk that fails, and a volume that gets lost, are losses already, which the nodes need time to make good.</summary>
    public static Profile Of(int seed, Situation situation, Chance chance)
    {
        // Every other run, so that the rest go on about nothing but reads and writes of one path each.
        var profile = Draw(situation, chance) with { MoreMoves = seed % 2 == 0 ? 0.3 : 0 };
        if (profile is not { BadDisk: 0, LosesVolumes: false } || seed / 2 % 2 == 1)
            return profile;
        var looking = profile with { LooksAtOnce = true };
        // In half of these the nodes compare when they start and not again, so that no write is mended that was a while ago.
        return situation == Situation.Ordinary && seed / 4 % 2 == 0 ? looking with { Repair = profile.Repair with { Period = Seldom }, HealsByItself = false } : looking;
    }

    private static Profile Draw(Situation situation, Chance chance) => situation switch
    {
        Situation.ShortMemory => DrawShortMemory(chance),
        Situation.Versions => DrawVersions(chance),
        Situation.LargeFiles => DrawLargeFiles(chance),
        Situation.Liar => DrawLiar(chance),
        _ => Draw(chance),
    };

    private static Profile DrawShortMemory(Chance chance)
    {
        // A ticket lives for a minute: nothing may be forgotten sooner.
        var life = chance.Between(TimeSpan.FromSeconds(70), TimeSpan.FromSeconds(100));
        return Draw(chance) with
        {
            Victims = 1,
            BadDisk = 0,
            AllCrash = false,
            LosesVolumes = false,
            Calls = chance.Between(30, 50),
            LongestRest = chance.Of<TimeSpan>([TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60)]),
            VanishRate = 0,
            LoneCommitRate = chance.Of<double>([0, 0.1, 0.3]),
            MoreDeletes = 0.25,
            LongestAbsence = TimeSpan.FromSeconds(200),
            Repair = ShortMemory(life),
        };
    }

    /// <summary>Everything that is not needed is forgotten after this time.</summary>
    public static RepairOptions ShortMemory(TimeSpan life) => new()
    {
        CleanUpPeriod = TimeSpan.FromSeconds(10),
        StageLife = life,
        ClosedLife = life,
        ReplacedLife = life,
        TombstoneLife = life,
    };

    // Versions are shown for as long as calls are apart, so that many are restored at the last moment.
    private static Profile DrawVersions(Chance chance) => Draw(chance) with
    {
        LosesVolumes = false,
        Calls = chance.Between(30, 50),
        LongestRest = chance.Of<TimeSpan>([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20)]),
        MoreDeletes = 0.1,
        Restores = 0.4,
        Repair = new RepairOptions
        {
            CleanUpPeriod = TimeSpan.FromSeconds(10),
            ReplacedLife = chance.Between(TimeSpan.FromSeconds(125), TimeSpan.FromSeconds(200)),
            LeastFreeBytes = chance.Happens(0.3) ? long.MaxValue / 2 : null,
        },
    };

    // A large file takes a while to send: most attempts are interrupted. Every step of the network costs real time, so that they are few.
    private static Profile DrawLargeFiles(Chance chance)
    {
        var profile = Draw(chance);
        return profile with
        {
            Clients = chance.Between(1, 2),
            Calls = chance.Between(6, 12),
            Paths = [.. profile.Paths.Take(2)],
            VanishRate = chance.Of<double>([0.5, 0.9]),
            LargeFiles = 0.6,
            Network = profile.Network with { Slowest = TimeSpan.FromMilliseconds(chance.Between(5, 60)), SplitRate = 0, Window = 256_000 },
        };
    }

    // Nothing else goes wrong, so that every call must succeed. The nodes have time to copy what they are told.
    private static Profile DrawLiar(Chance chance) => Draw(chance) with
    {
        Victims = 0,
        BadDisk = 0,
        AllCrash = false,
        LosesVolumes = false,
        LongestRest = TimeSpan.FromSeconds(3),
        Liar = chance.Between(1, 4),
    };

    private static Profile Draw(Chance chance)
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
            LateCopyRate = chance.Of<double>([0, 0, 0.1, 0.5]),
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

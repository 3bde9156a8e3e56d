using System.Globalization;
using DfsAspire.Node.Hosting;
using DfsAspire.Protocol;

namespace DfsAspire.Node.Repair;

/// <summary>How often and how fast a node compares, repairs and cleans up: section <c>Dfs:Repair</c> of the configuration.</summary>
public sealed record RepairOptions
{
    /// <summary>What is left free of a large disk, when nothing else was set.</summary>
    public const long MostLeftFree = 10L << 30;

    private const string Section = "Dfs:Repair";

    private static readonly TimeSpan LeastReplacedLife = 2 * WireLimits.TicketAge;
    private static readonly TimeSpan LeastTombstoneLife = TimeSpan.FromDays(1);

    /// <summary>Between two comparisons with the other nodes.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two attempts at parts that no node could give.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most bytes a second that repair takes from other nodes.</summary>
    public long BytesPerSecond { get; init; } = 64L << 20;

    /// <summary>Between two looks for what can be removed.</summary>
    public TimeSpan CleanUpPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a write may lie staged before the nodes agree to give it up.</summary>
    public TimeSpan StageLife { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Between the moment when all four nodes gave a write up and the removal of its parts.</summary>
    public TimeSpan ClosedLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an overwritten or deleted content is kept; at least two minutes, but for <see cref="ForTests"/>.</summary>
    public TimeSpan ReplacedLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Free bytes below which the ones longest replaced go sooner, but never within two minutes; null for a tenth of the disk, at most 10 GiB.
    /// </summary>
    public long? LeastFreeBytes { get; init; }

    /// <summary>How long a deletion is remembered; at least a day, but for <see cref="ForTests"/>.</summary>
    public TimeSpan TombstoneLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Within what time a scrub re-reads every part.</summary>
    public TimeSpan ScrubPeriod { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The most bytes a second that a scrub reads.</summary>
    public long ScrubBytesPerSecond { get; init; } = 16L << 20;

    /// <summary>Lifts the lower limits, so that a test sees within seconds what takes days. Not for a store that anybody needs.</summary>
    public bool ForTests { get; init; }

    /// <summary>How long before it may be let go of a replaced content is not shown any more to those who may want it back.</summary>
    internal TimeSpan Notice => ForTests && ReplacedLife < 2 * LeastReplacedLife ? ReplacedLife / 2 : LeastReplacedLife;

    /// <summary>Reads the options and says everything that is wrong with them at once.</summary>
    /// <exception cref="NodeOptionsException">A setting has a value that it must not have.</exception>
    public static RepairOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<RepairOptions>() ?? new RepairOptions();
        var faults = options.FindFaults().ToList();
        return faults.Count == 0 ? options : throw new NodeOptionsException(string.Join(Environment.NewLine, faults));
    }

    private IEnumerable<string> FindFaults()
    {
        (string Key, TimeSpan Value)[] times =
        [
            (nameof(Period), Period), (nameof(RetryPeriod), RetryPeriod), (nameof(CleanUpPeriod), CleanUpPeriod), (nameof(StageLife), StageLife),
            (nameof(ClosedLife), ClosedLife), (nameof(ReplacedLife), ReplacedLife), (nameof(TombstoneLife), TombstoneLife), (nameof(ScrubPeriod), ScrubPeriod),
        ];
        foreach (var (key, value) in times.Where(time => time.Value <= TimeSpan.Zero))
            yield return Fault(key, $"must be above zero, and is {value:c}");
        foreach (var (key, value) in ((string, long)[])[(nameof(BytesPerSecond), BytesPerSecond), (nameof(ScrubBytesPerSecond), ScrubBytesPerSecond)])
            if (value <= 0)
                yield return Fault(key, string.Create(CultureInfo.InvariantCulture, $"must be above zero, and is {value}"));
        if (LeastFreeBytes < 0)
            yield return Fault(nameof(LeastFreeBytes), string.Create(CultureInfo.InvariantCulture, $"must not be below zero, and is {LeastFreeBytes}"));
        if (ReplacedLife > TimeSpan.Zero && ReplacedLife < LeastReplacedLife && !ForTests)
        {
            yield return Fault(
                nameof(ReplacedLife),
                $"must be at least {LeastReplacedLife:c}, and is {ReplacedLife:c}: a copy could name what is being removed");
        }

        if (TombstoneLife > TimeSpan.Zero && TombstoneLife < LeastTombstoneLife && !ForTests)
        {
            yield return Fault(
                nameof(TombstoneLife),
                $"must be at least a day (1.00:00:00), and is {TombstoneLife:c}: a file could come back with a volume that is restored from yesterday's copy");
        }
    }

    private static string Fault(string key, string what) => $"The setting {Section}:{key} (environment: Dfs__Repair__{key}) {what}.";
}

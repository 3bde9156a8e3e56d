namespace DfsAspire.Node.Repair;

/// <summary>
/// Whether the node's clock may be believed against what is written. A machine that starts with a wrong clock has it set soon; if that was behind, all that was
/// written rightly seems yet to come. So the clock has to go on evenly for an hour first, from the start of the node and from each time that it was set.
/// </summary>
internal sealed class ClockTrust(TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromHours(1);

    // Between two looks. Clocks are also set by letting them run a little faster or slower.
    private static readonly TimeSpan MostApart = TimeSpan.FromSeconds(5);

    private long _evenSince = time.GetTimestamp();
    private long _looked = time.GetTimestamp();
    private DateTimeOffset _seen = time.GetUtcNow();
    private bool _isBelieved;

    /// <summary>
    /// Compares the clock with what has passed since the last look; one look at a time. True the first time that it may be believed, and the first time
    /// after each time that it was set: in between nothing is written wrongly.
    /// </summary>
    public bool HasComeToBeBelieved()
    {
        var (timestamp, now) = (time.GetTimestamp(), time.GetUtcNow());
        var apart = now - _seen - time.GetElapsedTime(_looked, timestamp);
        (_looked, _seen) = (timestamp, now);
        if (apart.Duration() > MostApart)
            (_evenSince, _isBelieved) = (timestamp, false);
        if (_isBelieved || time.GetElapsedTime(_evenSince, timestamp) < Least)
            return false;
        _isBelieved = true;
        return true;
    }
}

namespace DfsAspire.Simulation.History;

/// <summary>
/// What is promised of a read that two nodes answered, and of LIST: it is never older than a write that was acknowledged, or a value
/// that three nodes answered with, before it began.
/// </summary>
internal static class Staleness
{
    /// <summary>Why the read breaks the promise; null when it does not.</summary>
    public static string? Find(Call read, IReadOnlyList<Call> path)
    {
        var sources = path.Where(call => call.IsWrite && call.Ending != Ending.Refused && call.MayHaveMade(read.Value) && call.Began < read.Ended).ToList();
        if (sources.Count == 0 && read.Value != Value.Absent)
            return $"{read.Value} was never written there";
        var settled = path.Where(call => call.Ending == Ending.Done && call.Ended < read.Began && !call.IsByTwo && call.Kind != CallKind.List).ToList();
        // Nothing was there before the first write.
        if (read.Value == Value.Absent && !settled.Exists(call => call.Value != Value.Absent || call.IsWrite))
            return null;
        string? why = null;
        foreach (var source in sources)
        {
            why = settled.Select(call => IsOlder(source, call, path) ? $"call {call.Number} had ended with {call.Value}" : null).FirstOrDefault(reason => reason is not null);
            if (why is null)
                return null;
        }

        return why ?? $"call {settled.First(call => call.Value != Value.Absent || call.IsWrite).Number} had ended before";
    }

    private static bool IsOlder(Call source, Call settled, IReadOnlyList<Call> path)
    {
        if (settled.IsWrite)
            return IsBefore(source, settled);
        // Nothing may also be what was there before the first write.
        if (settled.Value == Value.Absent && !path.Any(call => call.IsWrite && call.Ending == Ending.Done && call.Ended < settled.Began))
            return false;
        // A value that was read: older when it is for certain older than every write it can have come from.
        var read = path.Where(call => call.IsWrite && call.Ending != Ending.Refused && call.MayHaveMade(settled.Value) && call.Began < settled.Ended).ToList();
        return read.Count > 0 && read.TrueForAll(write => write != source && IsBefore(source, write));
    }

    private static bool IsBefore(Call one, Call other)
    {
        if (one == other)
            return false;
        return !one.Stamp.IsNone && !other.Stamp.IsNone ? one.Stamp < other.Stamp : one.Ended < other.Began;
    }
}

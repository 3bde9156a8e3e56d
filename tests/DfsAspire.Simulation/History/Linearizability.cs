namespace DfsAspire.Simulation.History;

/// <summary>
/// Whether the calls on one path can be put into one order that goes with their times and in which every read has the value of the
/// last write before it (Wing and Gong, "Testing and Verifying Concurrent Objects", 1993; with Lowe's memory of what was tried).
/// </summary>
internal sealed class Linearizability
{
    /// <summary>The most calls on one path.</summary>
    public const int MaxCalls = 128;

    private readonly IReadOnlyList<Call> _calls;
    private readonly UInt128 _needed;
    private readonly HashSet<(UInt128 Placed, Value Value)> _tried = [];

    private Linearizability(IReadOnlyList<Call> calls)
    {
        _calls = calls;
        for (var i = 0; i < calls.Count; i++)
        {
            if (calls[i].Ending == Ending.Done)
                _needed |= UInt128.One << i;
        }
    }

    /// <summary>True when there is such an order. Calls that were refused, or that read with two answers, have no part in it.</summary>
    public static bool Holds(IEnumerable<Call> calls)
    {
        var able = calls.Where(call => call.Ending != Ending.Refused && !call.IsByTwo && (call.IsWrite || call.Ending == Ending.Done)).ToList();
        var read = able.Where(call => !call.IsWrite).Select(call => call.Value).ToHashSet();
        // An open write that nobody has read may as well never have taken effect: each one left in would double the work.
        var concerned = able.Where(call => call.Ending == Ending.Done || read.Any(call.MayHaveMade)).OrderBy(call => call.Began).ToList();
        if (concerned.Count > MaxCalls)
            throw new ArgumentException($"{concerned.Count} calls on one path are more than the {MaxCalls} that can be checked.", nameof(calls));
        return new Linearizability(concerned).CanPlaceRest(0, Value.Absent);
    }

    private bool CanPlaceRest(UInt128 placed, Value value)
    {
        if ((placed & _needed) == _needed)
            return true;
        if (!_tried.Add((placed, value)))
            return false;
        var firstEnd = long.MaxValue;
        for (var i = 0; i < _calls.Count; i++)
        {
            if ((placed & (UInt128.One << i)) == 0 && _calls[i].Ending == Ending.Done)
                firstEnd = Math.Min(firstEnd, _calls[i].Ended);
        }

        for (var i = 0; i < _calls.Count && _calls[i].Began < firstEnd; i++)
        {
            var own = UInt128.One << i;
            if ((placed & own) != 0)
                continue;
            foreach (var next in After(_calls[i], value))
                if (CanPlaceRest(placed | own, next))
                    return true;
        }

        return false;
    }

    // What the path may hold after a call; nothing at all when the call cannot come now.
    private static IEnumerable<Value> After(Call call, Value value)
    {
        if (call.Kind == CallKind.GiveUp)
        {
            var mayBeMoved = value == call.Moved || value == Value.Unknown || call.Moved == Value.Unknown;
            if (mayBeMoved)
                yield return Value.Absent;
            if (value != call.Moved || value == Value.Unknown)
                yield return value;
        }
        else if (call.IsWrite || call.Value == value || (value == Value.Unknown && call.Value.IsContent))
        {
            yield return call.Value;
        }
    }
}

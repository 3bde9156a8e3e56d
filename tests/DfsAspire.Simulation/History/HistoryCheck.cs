namespace DfsAspire.Simulation.History;

/// <summary>Holds a history against the promises.</summary>
internal static class HistoryCheck
{
    /// <summary>Everything that breaks a promise.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<Call> calls)
    {
        var violations = new List<string>();
        foreach (var path in calls.GroupBy(call => call.Path, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var ordered = path.OrderBy(call => call.Began).ToList();
            if (!Linearizability.Holds(ordered.Where(call => call.Kind != CallKind.List)))
                violations.Add($"'{path.Key}' is not linearizable:{Lines(ordered)}");
            foreach (var read in ordered.Where(call => call.Ending == Ending.Done && (call.IsByTwo || call.Kind == CallKind.List)))
            {
                if (Staleness.Find(read, ordered) is { } why)
                    violations.Add($"'{path.Key}': call {read.Number} gave {read.Value}, but {why}:{Lines(ordered)}");
            }
        }

        return violations;
    }

    private static string Lines(IEnumerable<Call> calls) => string.Concat(calls.Select(call => $"{Environment.NewLine}    {call}"));
}

using DfsAspire.Fuzz.Engine;

namespace DfsAspire.Fuzz.Tests;

/// <summary>A target run within a test, bounds and all.</summary>
internal static class ShortForm
{
    /// <summary>The targets by name.</summary>
    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    /// <summary>The target of a name.</summary>
    public static FuzzTarget Find(string name) => FuzzTargets.All.Single(target => target.Name == name);

    /// <summary>Runs inputs, none of which may break anything. What one breaks is said whole: it is all there is to find it again.</summary>
    public static void BreaksNothing(FuzzTarget target, string origin, Func<IEnumerable<ReadOnlyMemory<byte>>> inputs)
    {
        var broken = Run(target, origin, inputs);
        Assert.True(broken is null, broken);
    }

    /// <summary>Runs inputs until one breaks something, and says then which and how to see it again.</summary>
    public static string? Run(FuzzTarget target, string origin, Func<IEnumerable<ReadOnlyMemory<byte>>> inputs) => SmallStack.Run(() =>
    {
        var file = Path.GetTempFileName();
        try
        {
            using var last = new LastInput(file, target.MaxBytes);
            // A thread that hangs cannot be ended; the process can.
            using var watchdog = new Watchdog(last, () => Environment.FailFast($"{target.Name}, {origin}: more than a second for {Convert.ToHexString(last.Current)}"));
            var runner = new InputRunner(target, watchdog);
            foreach (var input in inputs())
                if (runner.Run(input.Span) is { } broken)
                    return $"{target.Name}, {origin}: {Convert.ToHexString(input.Span)}{Environment.NewLine}{broken}";
            return null;
        }
        finally
        {
            File.Delete(file);
        }
    });
}

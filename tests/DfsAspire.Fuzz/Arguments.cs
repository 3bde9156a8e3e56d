using System.Globalization;

namespace DfsAspire.Fuzz;

/// <summary>What the program is asked to do.</summary>
internal sealed record Arguments
{
    private const string Usage = """
        TARGET …       which parsers; 'all' for all of them
        --inputs N     how many inputs each gets (1000000)
        --seconds N    the most seconds each gets (no limit)
        --seed N       what the mutations follow from (1)
        --keep N       write a minimal corpus of at most N bytes into the repository instead
        --input FILE   run this one input instead
        """;

    public IReadOnlyList<FuzzTarget> Targets { get; private init; } = [];

    public long Inputs { get; private init; } = 1_000_000;

    public int Seconds { get; private init; } = int.MaxValue;

    public int Seed { get; private init; } = 1;

    public int KeepBytes { get; private init; }

    public string? InputFile { get; private init; }

    /// <summary>Reads the command line; null, and the usage printed, when it is wrong.</summary>
    public static Arguments? Read(IReadOnlyList<string> args)
    {
        var read = new Arguments();
        for (var i = 0; i < args.Count; i++)
        {
            var word = args[i];
            var value = word.StartsWith("--", StringComparison.Ordinal) && i + 1 < args.Count ? args[++i] : "";
            var isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            var next = (word, isNumber) switch
            {
                ("--inputs", true) => read with { Inputs = number },
                ("--seconds", true) when number < int.MaxValue => read with { Seconds = (int)number },
                ("--seed", true) when number < int.MaxValue => read with { Seed = (int)number },
                ("--keep", true) when number < int.MaxValue => read with { KeepBytes = (int)number },
                ("--input", _) when File.Exists(value) => read with { InputFile = value },
                ("all", _) => read with { Targets = FuzzTargets.All },
                var (name, _) when FuzzTargets.All.FirstOrDefault(target => target.Name == name) is { } target => read with { Targets = [.. read.Targets, target] },
                _ => null,
            };
            if (next is null)
                return Refuse($"'{word}' is not understood.");
            read = next;
        }

        return read.Targets.Count > 0 ? read : Refuse("Name a target.");
    }

    /// <summary>The same as a command line for one target.</summary>
    public IEnumerable<string> Of(FuzzTarget target) =>
    [
        target.Name, .. Option("--inputs", Inputs), .. Option("--seconds", Seconds == int.MaxValue ? int.MaxValue - 1 : Seconds), .. Option("--seed", Seed),
        .. Option("--keep", KeepBytes), .. InputFile is null ? [] : (string[])["--input", InputFile],
    ];

    private static string[] Option(string name, long value) => [name, value.ToString(CultureInfo.InvariantCulture)];

    private static Arguments? Refuse(string why)
    {
        Console.Error.WriteLine($"{why}{Environment.NewLine}{Usage}{Environment.NewLine}targets: {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}");
        return null;
    }
}

using System.Globalization;

using DfsAspire.Simulation.Rules;

namespace DfsAspire.Simulation;

/// <summary>What the program is asked to do.</summary>
internal sealed record Arguments
{
    private const string Usage = """
        --seeds N      how many seeds to run (300)
        --first N      the first of them (1)
        --seed N       one seed, with all that happens
        --twice        every seed twice; both runs must be the same
        --hashes       print what each run comes to, for comparing processes
        --steps        a crash at each disk step of a PUT, an overwrite and a DELETE
        --node N       at which node (1)
        --step N       at this step only, with all that happens
        --break RULE   with a rule broken on purpose, until a run notices
        """;

    public int First { get; private init; } = 1;

    public int Seeds { get; private init; } = 300;

    public bool IsTraced { get; private init; }

    public bool Twice { get; private init; }

    public bool Hashes { get; private init; }

    public bool Steps { get; private init; }

    public int Node { get; private init; } = 1;

    public int Step { get; private init; }

    public Rule Broken { get; private init; }

    /// <summary>Reads the command line; null, and the usage printed, when it is wrong.</summary>
    public static Arguments? Read(IReadOnlyList<string> args)
    {
        var read = new Arguments();
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count ? args[i + 1] : "";
            var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            var next = (args[i], isNumber) switch
            {
                ("--seeds", true) => read with { Seeds = number },
                ("--first", true) => read with { First = number },
                ("--seed", true) => read with { First = number, Seeds = 1, IsTraced = true },
                ("--node", true) when number is >= 1 and <= 4 => read with { Node = number },
                ("--step", true) => read with { Step = number },
                ("--steps", _) => read with { Steps = true },
                ("--twice", _) => read with { Twice = true },
                ("--hashes", _) => read with { Hashes = true },
                ("--break", _) when Enum.TryParse<Rule>(value, ignoreCase: true, out var rule) => read with { Broken = rule },
                _ => null,
            };
            if (next is null)
            {
                Console.Error.WriteLine($"'{args[i]}' is not understood.{Environment.NewLine}{Usage}{Environment.NewLine}rules: {string.Join(", ", Enum.GetNames<Rule>().Skip(1))}");
                return null;
            }

            read = next;
            if (args[i] is not ("--twice" or "--hashes" or "--steps"))
                i++;
        }

        return read;
    }
}

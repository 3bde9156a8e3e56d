using System.Globalization;

using DfsAspire.Simulation.Load;
using DfsAspire.Simulation.Rules;

namespace DfsAspire.Simulation;

/// <summary>What the program is asked to do.</summary>
internal sealed record Arguments
{
    private static readonly string Usage = $"""
        --seeds N      how many seeds to run (300)
        --first N      the first of them (1)
        --seed N       one seed, with all that happens
        --twice        every seed twice; both runs must be the same
        --hashes       print what each run comes to, for comparing processes
        --steps WORK   a crash at each disk step of a work, of all Writes, or of all Healing
        --node N       at which node (1)
        --step N       at this step only, with all that happens
        --every N      at every Nth step only; which, the first seed decides
        --in SITUATION what the runs are about (Ordinary)
        --break RULE   with a rule broken on purpose, until a run notices; in the situation that it matters in
        works: Writes, Healing, {Names<StepWork>()}
        situations: {Names<Situation>()}
        rules: {Names<Rule>()}
        """;

    public int First { get; private init; } = 1;

    public int Seeds { get; private init; } = 300;

    public bool IsTraced { get; private init; }

    public bool Twice { get; private init; }

    public bool Hashes { get; private init; }

    /// <summary>The works that are tried with a crash at each disk step; none for ordinary runs.</summary>
    public IReadOnlyList<StepWork> Steps { get; private init; } = [];

    public int Every { get; private init; } = 1;

    public int Node { get; private init; } = 1;

    public int Step { get; private init; }

    public Rule Broken { get; private init; }

    /// <summary>What the runs are about.</summary>
    public Situation Situation { get; private init; }

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
                ("--every", true) when number > 0 => read with { Every = number },
                ("--steps", _) when Works(value) is { } works => read with { Steps = works },
                ("--twice", _) => read with { Twice = true },
                ("--hashes", _) => read with { Hashes = true },
                ("--break", _) when Enum.TryParse<Rule>(value, ignoreCase: true, out var rule) =>
                    read with { Broken = rule, Situation = BrokenRules.SituationFor(rule) },
                ("--in", _) when Enum.TryParse<Situation>(value, ignoreCase: true, out var situation) => read with { Situation = situation },
                _ => null,
            };
            if (next is null)
            {
                Console.Error.WriteLine($"'{args[i]}' is not understood.{Environment.NewLine}{Usage}");
                return null;
            }

            read = next;
            if (args[i] is not ("--twice" or "--hashes"))
                i++;
        }

        return read;
    }

    private static string Names<T>() where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Except([nameof(Rule.None)]));

    private static IReadOnlyList<StepWork>? Works(string name) => name switch
    {
        nameof(StepCase.Writes) => StepCase.Writes,
        nameof(StepCase.Healing) => StepCase.Healing,
        _ => Enum.TryParse<StepWork>(name, ignoreCase: true, out var work) ? [work] : null,
    };
}

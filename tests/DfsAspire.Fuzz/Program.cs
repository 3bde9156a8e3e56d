using DfsAspire.Fuzz.Engine;

namespace DfsAspire.Fuzz;

/// <summary>The program: fuzzes parsers, guided by the branches that inputs take.</summary>
internal static class Program
{
    /// <summary>The exit code when inputs broke a promise.</summary>
    public const int Faults = 1;

    /// <summary>The exit code when an input did not end.</summary>
    public const int Hung = 3;

    private const int WrongUse = 2;

    private static async Task<int> Main(string[] args)
    {
        // The map first: naming a target may run instrumented code.
        if (args.Length > 0 && args[0] == InstrumentedCopy.Mark)
            return SmallStack.Run(() => Fuzz(new Coverage(), args[1..]));
        if (Arguments.Read(args) is not { } arguments)
            return WrongUse;
        using var copy = new InstrumentedCopy();
        var worst = 0;
        foreach (var target in arguments.Targets)
            worst = Math.Max(worst, await copy.RunAsync(target, arguments));
        return worst;
    }

    private static int Fuzz(Coverage coverage, string[] args)
    {
        var arguments = Arguments.Read(args)!;
        var target = arguments.Targets[0];
        using var last = new LastInput(InstrumentedCopy.LastInputOf(target), target.MaxBytes);
        using var watchdog = new Watchdog(last, () =>
        {
            Console.WriteLine($"{target.Name}: an input took more than a second\n  the input: {CorpusDirectory.OfMachine(target, "found").Add(last.Current, "hung-")}");
            Environment.Exit(Hung);
        });
        var runner = new InputRunner(target, watchdog);
        if (arguments.InputFile is { } file)
            return Say(runner.Run(File.ReadAllBytes(file)));
        var loop = new FuzzLoop(target, runner, coverage, arguments.Seed);
        if (arguments.KeepBytes == 0)
            return loop.Run(arguments.Inputs, TimeSpan.FromSeconds(arguments.Seconds)) == 0 ? 0 : Faults;
        loop.Keep(arguments.KeepBytes);
        return 0;
    }

    private static int Say(Exception? broken)
    {
        Console.WriteLine(broken is null ? "The input breaks nothing." : broken.ToString());
        return broken is null ? 0 : Faults;
    }
}

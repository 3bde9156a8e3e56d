using System.Diagnostics;

namespace DfsAspire.Fuzz.Engine;

/// <summary>Runs mutated inputs and goes on from those that take new branches.</summary>
internal sealed class FuzzLoop(FuzzTarget target, InputRunner runner, Coverage coverage, int seed)
{
    private const int MostFaults = 10;

    private readonly List<byte[]> _corpus = [];
    private readonly HashSet<string> _faults = [];
    private readonly CorpusDirectory _found = CorpusDirectory.OfMachine(target, "found");
    private readonly CorpusDirectory _machine = CorpusDirectory.OfMachine(target, "corpus");

    /// <summary>Runs as many inputs as asked for; answers how many broke a promise in different ways.</summary>
    public int Run(long inputs, TimeSpan limit)
    {
        foreach (var input in (IEnumerable<byte[]>)[[], .. CorpusDirectory.OfRepository(target).Read(), .. target.Seeds(), .. _machine.Read()])
            Try(input, keep: false);
        var mutator = new Mutator(target, seed);
        var watch = Stopwatch.StartNew();
        var said = TimeSpan.Zero;
        long run = 0;
        for (; run < inputs && watch.Elapsed < limit && _faults.Count < MostFaults; run++)
        {
            Try(mutator.Next(_corpus).Span, keep: true);
            if (run % 1024 == 0 && watch.Elapsed - said > TimeSpan.FromSeconds(30))
                Say(run, said = watch.Elapsed);
        }

        Say(run, watch.Elapsed);
        return _faults.Count;
    }

    /// <summary>Writes small inputs that take branches beyond those of the seeds into the repository's corpus, up to a size in all.</summary>
    public void Keep(int maxBytes)
    {
        var repository = CorpusDirectory.OfRepository(target);
        foreach (var input in repository.Files().Where(file => IsKept(Path.GetFileName(file))).Select(File.ReadAllBytes).Concat(target.Seeds()))
            Try(input, keep: false);
        var rest = repository.Files().Where(file => !IsKept(Path.GetFileName(file))).ToList();
        byte[][] candidates = [.. rest.Select(File.ReadAllBytes), .. _machine.Read()];
        rest.ForEach(File.Delete);
        var left = maxBytes;
        foreach (var input in candidates.OrderBy(input => input.Length))
        {
            coverage.Clear();
            if (runner.Run(input) is not null || !coverage.TakeNew() || input.Length > left)
                continue;
            repository.Add(input);
            left -= input.Length;
        }

        // Found cases have names that people gave them.
        static bool IsKept(string name) => name.Length != 16 || !name.All(char.IsAsciiHexDigitLower);
    }

    private void Try(ReadOnlySpan<byte> input, bool keep)
    {
        coverage.Clear();
        if (runner.Run(input) is { } broken)
        {
            Report(broken, input);
        }
        else if (coverage.TakeNew())
        {
            _corpus.Add(input.ToArray());
            if (keep)
                _machine.Add(input);
        }
    }

    private void Report(Exception broken, ReadOnlySpan<byte> input)
    {
        if (!_faults.Add(broken is BrokenPromiseException ? broken.Message : $"{broken.GetType().Name} {Place(broken)}"))
            return;
        var file = _found.Add(input, $"{broken.GetType().Name}-");
        Console.WriteLine($"{target.Name}: {broken.GetType().Name}: {broken.Message}\n  {broken.StackTrace?.Trim()}\n  the input: {file}");
    }

    // The compiler leaves out the innermost frames at times; the first one of the product is always there.
    private static string? Place(Exception broken) => broken.StackTrace?.Split('\n').FirstOrDefault(static frame => frame.Contains(" DfsAspire.", StringComparison.Ordinal))?.Trim();

    private void Say(long run, TimeSpan elapsed) => Console.WriteLine(FormattableString.Invariant(
        $"{target.Name}: {run:N0} inputs in {elapsed.TotalSeconds:0} s ({run / Math.Max(elapsed.TotalSeconds, 0.001):N0}/s), {coverage.Branches} branches, {_corpus.Count} in the corpus, {_faults.Count} faults"));
}

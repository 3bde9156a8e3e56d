using System.Globalization;
using DfsAspire.Fuzz.Engine;

namespace DfsAspire.Fuzz.Tests;

/// <summary>The short form of fuzzing: other inputs with every run. A failure prints the seed, which DFS_FUZZ_SEED sets, and the input.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const string Variable = "DFS_FUZZ_SEED";

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
        ? seed
        : Random.Shared.Next();

    public static TheoryData<string> Targets => ShortForm.Names;

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_mutated_input_breaks_a_promise(string name)
    {
        var origin = string.Create(CultureInfo.InvariantCulture, $"{Variable}={Seed}");
        output.WriteLine(origin);
        var target = ShortForm.Find(name);

        ShortForm.BreaksNothing(target, origin, () => Mutated(target));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Mutated(FuzzTarget target)
    {
        List<byte[]> corpus = [.. CorpusDirectory.OfRepository(target).Read(), .. target.Seeds()];
        var mutator = new Mutator(target, Seed);
        for (var i = 0; i < target.ShortInputs; i++)
            yield return mutator.Next(corpus);
    }
}

using DfsAspire.Fuzz.Engine;

namespace DfsAspire.Fuzz.Tests;

/// <summary>Inputs that once found something, or that reach far into a parser.</summary>
public sealed class CorpusTests
{
    private const long MostBytes = 300 * 1024;

    public static TheoryData<string> Targets => ShortForm.Names;

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_input_of_the_corpus_breaks_a_promise(string name)
    {
        var target = ShortForm.Find(name);
        foreach (var file in CorpusDirectory.OfRepository(target).Files())
            ShortForm.BreaksNothing(target, Path.GetFileName(file), () => [File.ReadAllBytes(file)]);
    }

    [Fact]
    public void The_corpus_belongs_to_targets_and_stays_small()
    {
        var corpus = new DirectoryInfo(CorpusDirectory.Metadata("Corpus"));

        Assert.Empty(corpus.GetDirectories().Select(one => one.Name).Except(FuzzTargets.All.Select(target => target.Name)));
        Assert.InRange(corpus.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), 1, MostBytes);
    }
}

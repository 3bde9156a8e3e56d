namespace DfsAspire.Fuzz;

/// <summary>Hands one input to a parser. It throws only when a promise is broken: refusals that are documented it takes itself.</summary>
internal delegate void FuzzBody(ReadOnlySpan<byte> input);

/// <summary>One parser under fuzzing.</summary>
/// <param name="Name">The name on the command line and of the corpus' directory.</param>
/// <param name="Run">What is done with an input.</param>
internal sealed record FuzzTarget(string Name, FuzzBody Run)
{
    /// <summary>Good inputs to begin with, where a corpus is still empty.</summary>
    public Func<IEnumerable<byte[]>> Seeds { get; init; } = static () => [];

    /// <summary>Words that mutations insert: what chance alone does not make.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>The most bytes of an input.</summary>
    public int MaxBytes { get; init; } = 4 * 1024;

    /// <summary>The most bytes of memory that one input may make the parser take, this program's own copies included.</summary>
    public long MemoryBytes { get; init; } = 512 * 1024;

    /// <summary>How many mutated inputs the short form takes.</summary>
    public int ShortInputs { get; init; } = 20_000;
}

using System.IO.Hashing;
using System.Reflection;

namespace DfsAspire.Fuzz.Engine;

/// <summary>Inputs as files: those of the repository, which are tests, and those of this machine's long runs.</summary>
internal sealed class CorpusDirectory(string path)
{
    /// <summary>Where the inputs are.</summary>
    public string Path { get; } = path;

    /// <summary>The inputs of a target that the repository keeps.</summary>
    public static CorpusDirectory OfRepository(FuzzTarget target) => new(System.IO.Path.Combine(Metadata("Corpus"), target.Name));

    /// <summary>What long runs on this machine have found for a target: <c>corpus</c>, <c>found</c>.</summary>
    public static CorpusDirectory OfMachine(FuzzTarget target, string what) => new(System.IO.Path.Combine(ArtifactsOf(target), what));

    /// <summary>A directory for a target's files on this machine.</summary>
    public static string ArtifactsOf(FuzzTarget target) => Directory.CreateDirectory(System.IO.Path.Combine(Metadata("Artifacts"), target.Name)).FullName;

    /// <summary>Where this project's build said that something lies.</summary>
    public static string Metadata(string key) =>
        typeof(CorpusDirectory).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;

    /// <summary>All inputs, in the order of their names.</summary>
    public IEnumerable<byte[]> Read() => Files().Select(File.ReadAllBytes);

    /// <summary>The files of all inputs, in the order of their names.</summary>
    public IReadOnlyList<string> Files() => Directory.Exists(Path) ? [.. Directory.GetFiles(Path).Order(StringComparer.Ordinal)] : [];

    /// <summary>Adds an input under a name that follows from its bytes; answers the file.</summary>
    public string Add(ReadOnlySpan<byte> input, string prefix = "")
    {
        Directory.CreateDirectory(Path);
        var file = System.IO.Path.Combine(Path, $"{prefix}{XxHash64.HashToUInt64(input):x16}");
        File.WriteAllBytes(file, input);
        return file;
    }
}

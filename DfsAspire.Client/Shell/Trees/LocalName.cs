namespace DfsAspire.Client.Shell.Trees;

/// <summary>What a name of the store is called on this machine.</summary>
internal static class LocalName
{
    /// <summary>The name itself.</summary>
    /// <exception cref="UsageException">This operating system has no files of that name.</exception>
    public static string Of(string name) => name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars())
        ? throw new UsageException($"{name} cannot be the name of a file on this system. Name another with -o FILE.")
        : name;
}

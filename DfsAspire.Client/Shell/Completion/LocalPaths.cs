namespace DfsAspire.Client.Shell.Completion;

/// <summary>Local files and directories by the beginning of their name.</summary>
internal static class LocalPaths
{
    /// <summary>All that begin so, in order, directories with a separator at their end; empty where nothing can be read.</summary>
    public static IReadOnlyList<string> StartingWith(string word, string workingDirectory)
    {
        var end = word.LastIndexOfAny(['/', Path.DirectorySeparatorChar]) + 1;
        try
        {
            var directory = new DirectoryInfo(Path.GetFullPath(word[..end], workingDirectory));
            return [.. directory.EnumerateFileSystemInfos()
                .Where(entry => entry.Name.StartsWith(word[end..], StringComparison.Ordinal) && (end < word.Length || !entry.Name.StartsWith('.')))
                .Select(entry => $"{word[..end]}{entry.Name}{(entry is DirectoryInfo ? "/" : "")}")
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}

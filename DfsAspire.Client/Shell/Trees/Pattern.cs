using System.IO.Enumeration;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>Paths whose last name has <c>*</c> (any characters) or <c>?</c> (any one): what they stand for in the store.</summary>
internal static class Pattern
{
    /// <summary>The last name has one of the two characters.</summary>
    public static bool IsPattern(StorePath path) => path.Name.AsSpan().ContainsAny('*', '?');

    /// <summary>Every path that is meant, patterns replaced by what they match. A file that bears a pattern as its very name is meant alone.</summary>
    /// <exception cref="DfsException">A pattern matches nothing.</exception>
    /// <exception cref="UsageException">A pattern is the name of a file as well, and matches others, where that is refused.</exception>
    public static async Task<IReadOnlyList<StorePath>> ExpandAsync(
        CommandContext context, IReadOnlyList<StorePath> paths, bool withFolders, CancellationToken cancellationToken,
        PatternNamesake namesake = PatternNamesake.IsMeant)
    {
        var expanded = new List<StorePath>();
        foreach (var path in paths)
        {
            if (IsPattern(path))
                expanded.AddRange(await MatchAsync(context, path, withFolders, namesake, cancellationToken));
            else
                expanded.Add(path);
        }

        return expanded;
    }

    private static async Task<IEnumerable<StorePath>> MatchAsync(CommandContext context, StorePath pattern, bool withFolders, PatternNamesake namesake, CancellationToken cancellationToken)
    {
        var store = await context.ConnectAsync(cancellationToken);
        var listing = await store.ListAsync(pattern.Folder, cancellationToken);
        var matches = listing.Entries
            .Where(entry => (withFolders || !entry.IsFolder) && FileSystemName.MatchesSimpleExpression(pattern.Name, entry.Path.Name, ignoreCase: false))
            .Select(entry => entry.Path)
            .ToList();
        if (listing.Entries.Any(entry => entry.Path == pattern))
        {
            return namesake == PatternNamesake.IsMeant || matches.All(path => path == pattern)
                ? [pattern]
                : throw new UsageException($"'{pattern}' is the name of a file, and matches {matches.Count(path => path != pattern)} others. With --literal it means that file alone.");
        }

        return matches.Count > 0 ? matches : throw new DfsException(DfsFault.NotFound, $"Nothing in '{pattern.Folder}/' matches '{pattern.Name}'.");
    }
}

/// <summary>What is done where a pattern is the very name of something, and matches others too.</summary>
internal enum PatternNamesake
{
    /// <summary>That alone is meant.</summary>
    IsMeant,

    /// <summary>It is refused: done twice, the same command would do another thing.</summary>
    IsRefused,
}

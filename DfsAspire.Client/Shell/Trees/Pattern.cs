using System.IO.Enumeration;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>Paths whose last name has <c>*</c> (any characters) or <c>?</c> (any one): what they stand for in the store.</summary>
internal static class Pattern
{
    /// <summary>Every path that is meant, patterns replaced by what they match. A file that bears a pattern as its very name is meant alone.</summary>
    /// <exception cref="DfsException">A pattern matches nothing.</exception>
    public static async Task<IReadOnlyList<StorePath>> ExpandAsync(
        CommandContext context, IReadOnlyList<StorePath> paths, bool withFolders, CancellationToken cancellationToken)
    {
        var expanded = new List<StorePath>();
        foreach (var path in paths)
        {
            if (path.Name.AsSpan().ContainsAny('*', '?'))
                expanded.AddRange(await MatchAsync(context, path, withFolders, cancellationToken));
            else
                expanded.Add(path);
        }

        return expanded;
    }

    private static async Task<IEnumerable<StorePath>> MatchAsync(CommandContext context, StorePath pattern, bool withFolders, CancellationToken cancellationToken)
    {
        var store = await context.ConnectAsync(cancellationToken);
        var listing = await store.ListAsync(pattern.Folder, cancellationToken);
        if (listing.Entries.Any(entry => entry.Path == pattern))
            return [pattern];
        var matches = listing.Entries
            .Where(entry => (withFolders || !entry.IsFolder) && FileSystemName.MatchesSimpleExpression(pattern.Name, entry.Path.Name, ignoreCase: false))
            .Select(entry => entry.Path)
            .ToList();
        return matches.Count > 0 ? matches : throw new DfsException(DfsFault.NotFound, $"Nothing in '{pattern.Folder}/' matches '{pattern.Name}'.");
    }
}

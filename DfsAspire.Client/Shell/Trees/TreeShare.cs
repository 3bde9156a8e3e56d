using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>How much one thing in a folder keeps, with all that is in it.</summary>
internal sealed record TreeShare(string Name, bool IsFolder, long Bytes, long Files)
{
    /// <summary>The shares of what lies directly in the folder, by name.</summary>
    public static IReadOnlyList<TreeShare> Of(StorePath folder, StoreTree tree)
    {
        var start = folder.IsRoot ? 0 : folder.Value.Length + 1;
        return [.. tree.Entries
            .GroupBy(entry => entry.Path.Value[start..].Split('/')[0])
            .Select(group => new TreeShare(
                group.Key,
                group.Any(entry => entry.IsFolder || entry.Path.Value.AsSpan(start).Contains('/')),
                group.Where(entry => !entry.IsFolder).Sum(entry => entry.Length),
                group.LongCount(entry => !entry.IsFolder)))
            .OrderBy(share => share.Name, StringComparer.Ordinal)];
    }
}

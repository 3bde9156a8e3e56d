using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>Folders that are offered to whoever types where something is to go: those beside it, then those of the root. Others can be typed as well.</summary>
internal static class FolderChoices
{
    /// <summary>The most that are offered.</summary>
    public const int Most = 100;

    /// <summary>What is offered for entries of one folder.</summary>
    public static async Task<IReadOnlyList<StorePath>> FindAsync(WebCall call, IReadOnlyList<StorePath> moved)
    {
        var beside = FoldersAsync(moved[0].Folder);
        var root = moved[0].Folder.IsRoot ? beside : FoldersAsync(StorePath.Root);
        return Of(moved, [.. await beside, .. await root]);

        async Task<IReadOnlyList<ListedEntry>> FoldersAsync(StorePath folder)
        {
            try
            {
                return (await call.Store.ListAsync(folder, call.Aborted)).Entries;
            }
            catch (DfsException fault) when (fault.Fault != DfsFault.WrongCredentials)
            {
                // The page is there for more than what would have been offered.
                return [];
            }
        }
    }

    /// <summary>What is offered for entries of one folder: no file, not that folder, and none of themselves.</summary>
    public static IReadOnlyList<StorePath> Of(IReadOnlyList<StorePath> moved, IEnumerable<ListedEntry> entries)
    {
        var barred = moved.Append(moved[0].Folder).ToHashSet();
        return [.. entries.Where(entry => entry.IsFolder && !HiddenNames.IsHidden(entry.Path.Name)).Select(entry => entry.Path).Where(folder => !barred.Contains(folder)).Distinct().Take(Most)];
    }
}

using DfsAspire.Client.Gateway.WebDav.Properties;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>Folders that are offered to whoever types where something is to go: those beside it, then those of the root. Others can be typed as well.</summary>
internal static class FolderChoices
{
    /// <summary>The most that are offered.</summary>
    public const int Most = 100;

    public static async Task<IReadOnlyList<StorePath>> FindAsync(WebCall call, ListedEntry entry)
    {
        var beside = FoldersAsync(entry.Path.Folder);
        var root = entry.Path.Folder.IsRoot ? beside : FoldersAsync(StorePath.Root);
        return Of(entry.Path, [.. await beside, .. await root]);

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

    /// <summary>What is offered for a path: no file, nothing that it is in already, and not itself.</summary>
    public static IReadOnlyList<StorePath> Of(StorePath path, IEnumerable<ListedEntry> entries) =>
    [
        .. entries.Where(entry => entry.IsFolder && !HiddenNames.IsHidden(entry.Path.Name)).Select(entry => entry.Path)
            .Where(folder => folder != path && folder != path.Folder).Distinct().Take(Most),
    ];
}

using DfsAspire.Client.Store;

namespace DfsAspire.Client.Shell.Output;

/// <summary>Draws what lies in a folder as branches.</summary>
internal static class TreeDrawing
{
    /// <summary>One line for each entry, which is all that lies in some folder, at any depth.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<ListedEntry> entries)
    {
        var inside = entries.ToLookup(entry => entry.Path.Folder);
        return entries.Count == 0 ? [] : In(entries[0].Path.Folder, "");

        IEnumerable<string> In(Protocol.Names.StorePath folder, string indent)
        {
            var here = inside[folder].OrderBy(entry => entry.Path.Name, StringComparer.Ordinal).ToList();
            for (var i = 0; i < here.Count; i++)
            {
                var isLast = i == here.Count - 1;
                yield return $"{indent}{(isLast ? "└── " : "├── ")}{here[i].Path.Name}{(here[i].IsFolder ? "/" : "")}{(here[i].IsComplete ? "" : " [incomplete]")}";
                foreach (var line in here[i].IsFolder ? In(here[i].Path, indent + (isLast ? "    " : "│   ")) : [])
                    yield return line;
            }
        }
    }
}

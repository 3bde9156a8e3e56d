using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>A file or folder on one of the two sides of a <c>sync</c>.</summary>
/// <param name="Name">Its path below the top, with <c>/</c> between names.</param>
/// <param name="IsFolder">A folder, not a file.</param>
/// <param name="Length">Bytes of a file.</param>
/// <param name="WrittenAt">When it was written, to the millisecond.</param>
internal sealed record SyncItem(string Name, bool IsFolder, long Length, DateTimeOffset WrittenAt)
{
    /// <summary>A path's name below the top.</summary>
    public static string Below(StorePath top, StorePath path) => top.IsRoot ? path.Value : path.Value[(top.Value.Length + 1)..];

    public static SyncItem Of(LocalEntry entry, StorePath top) => new(Below(top, entry.Path), entry.IsFolder, entry.Length, ToMilliseconds(entry.WrittenAt));

    public static SyncItem Of(ListedEntry entry, StorePath top) => new(Below(top, entry.Path), entry.IsFolder, entry.Length, ToMilliseconds(entry.WrittenAt));

    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, time.ToUnixTimeMilliseconds()));
}

/// <summary>What makes a target like its source.</summary>
/// <param name="Folders">Folders that the target lacks, each before what is in it.</param>
/// <param name="Files">Files that the target lacks or has with another size or time.</param>
/// <param name="Unchanged">Files of the same size and time.</param>
/// <param name="Clashes">Names that are a file on one side and a folder on the other.</param>
/// <param name="Surplus">What only the target has: files first, then folders, the deepest before those they lie in.</param>
internal sealed record SyncPlan(
    IReadOnlyList<SyncItem> Folders, IReadOnlyList<SyncItem> Files, IReadOnlyList<SyncItem> Unchanged, IReadOnlyList<string> Clashes, IReadOnlyList<SyncItem> Surplus)
{
    /// <summary>Compares the two sides.</summary>
    /// <param name="source">Everything below the source, folders before what is in them.</param>
    /// <param name="target">Everything below the target.</param>
    /// <param name="leftOut">Names at the source of which nobody knows what lies there. The target keeps what it has of them, and below them.</param>
    /// <param name="byContents">Sizes and times prove nothing: every file that both sides have counts as one that may differ.</param>
    public static SyncPlan Make(IReadOnlyList<SyncItem> source, IReadOnlyList<SyncItem> target, IReadOnlyList<string> leftOut, bool byContents)
    {
        // What the gateway keeps of a file's properties belongs to the store's side, and stays there as long as its folder does.
        source = [.. source.Where(item => !IsOfGateway(item))];
        var there = target.ToDictionary(item => item.Name, StringComparer.Ordinal);
        var here = source.Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        var clashes = source.Where(item => there.TryGetValue(item.Name, out var other) && other.IsFolder != item.IsFolder).Select(item => item.Name).ToList();
        var sound = source.Where(item => !clashes.Exists(clash => IsAtOrBelow(item.Name, clash))).ToList();
        var files = sound.Where(item => !item.IsFolder).ToLookup(item => !byContents && there.TryGetValue(item.Name, out var other) && IsSame(item, other));
        // A folder that holds something that stays, stays as well.
        var surplus = target.Where(item => !here.Contains(item.Name) && !clashes.Exists(clash => IsAtOrBelow(item.Name, clash))
            && !(IsOfGateway(item) && (FolderOf(item) is "" || here.Contains(FolderOf(item))))
            && !leftOut.Any(name => IsAtOrBelow(item.Name, name) || IsAtOrBelow(name, item.Name))).ToList();
        return new SyncPlan(
            [.. sound.Where(item => item.IsFolder && !there.ContainsKey(item.Name))], [.. files[false]], [.. files[true]], clashes,
            [.. surplus.Where(item => !item.IsFolder), .. surplus.Where(item => item.IsFolder).OrderByDescending(item => item.Name, StringComparer.Ordinal)]);
    }

    private static bool IsOfGateway(SyncItem item) => HiddenNames.IsHidden(item.Name[(item.Name.LastIndexOf('/') + 1)..]);

    private static string FolderOf(SyncItem item) => item.Name[..Math.Max(0, item.Name.LastIndexOf('/'))];

    private static bool IsAtOrBelow(string name, string folder) => name == folder || name.StartsWith($"{folder}/", StringComparison.Ordinal);

    private static bool IsSame(SyncItem one, SyncItem other) => one.Length == other.Length && one.WrittenAt == other.WrittenAt;
}

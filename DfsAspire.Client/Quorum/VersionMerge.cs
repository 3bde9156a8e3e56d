using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>Merges what several nodes say of one version: who holds its parts, since when it is replaced, and until when it is kept.</summary>
internal static class VersionMerge
{
    /// <summary>The versions of each path that were below what the path holds now, the newest first.</summary>
    /// <param name="items">What nodes list: genuine entries, each node's once.</param>
    /// <param name="newest">The stamp of what a path holds now; none where nothing is known.</param>
    public static ILookup<StorePath, FileVersion> Merge(IEnumerable<VersionItem> items, Func<StorePath, Stamp> newest) => items
        .GroupBy(item => (item.Entry.Entry.Path, item.Entry.Entry.Stamp))
        .Select(group => (Path: group.Key.Path, Stamp: group.Key.Stamp, Items: group.ToList(), Newest: newest(group.Key.Path)))
        .Where(version => version.Newest.IsNone || version.Stamp < version.Newest)
        .OrderByDescending(version => version.Stamp)
        .ToLookup(version => version.Path, version => Describe(version.Items, version.Newest));

    /// <summary>What a path holds now, as the newest of its versions.</summary>
    public static FileVersion Present(SignedEntry entry, IReadOnlyList<HeldParts> held) => Make(entry, held) with { IsCurrent = true };

    /// <summary>
    /// The same, with the parts that nodes have and do not list: where a newer version came before the commit of this one, it never was a version, and its
    /// parts are there all the same.
    /// </summary>
    public static FileVersion With(FileVersion version, PathView content)
    {
        var seen = Make(version.Signed, [.. content.Answers.Select(answer => answer.Reply.Held)]);
        return seen.IsComplete ? version with { IsComplete = true, Survives = seen.Survives } : version;
    }

    private static FileVersion Describe(List<VersionItem> items, Stamp newest)
    {
        var dated = items.Where(item => item.ReplacedAt > 0).ToList();
        var made = Make(items[0].Entry, [.. items.Select(item => item.Held)]);
        return made with
        {
            ReplacedAt = dated.Count == 0 ? null : Time(dated.Min(item => item.ReplacedAt)),
            KeptUntil = dated.Count == 0 ? null : Time(dated.Min(item => item.KeptUntil)),
            IsMoved = newest == made.Stamp.Next(),
        };
    }

    private static FileVersion Make(SignedEntry signed, IReadOnlyList<HeldParts> held)
    {
        var entry = signed.Entry;
        var isFolder = entry.Kind == EntryKind.Folder;
        var least = isFolder ? 1 : Enumerable.Range(1, Lanes.Count).Min(part => held.Count(parts => parts.Holds(part)));
        return new FileVersion(signed)
        {
            WrittenAt = Time(entry.WrittenAt),
            IsComplete = least > 0,
            Survives = isFolder ? null : least - 1,
        };
    }

    // What a node says of its clock may be anything.
    private static DateTimeOffset Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}

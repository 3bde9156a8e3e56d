using System.Globalization;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Storage;

/// <summary>
/// Whether a file may be kept, by what its user keeps and what is set aside for writes that may yet be committed. A file that replaces
/// another counts for what it is more.
/// </summary>
internal readonly record struct QuotaRule(string User, Quota Quota)
{
    // A file leaves its tombstone for thirty days and its versions for seven: whoever replaces all of its files each day, under other names, stays below.
    private const long NamesPerFile = 40;

    private const long NamesBeyond = 10_000;

    // Sums have 64 bits. Files below the first never add up to what does not fit, and of larger ones nobody may keep more than 4 PiB, whatever the quota.
    internal const long LargeBytes = 1L << 32;
    private const long MostLargeBytes = 1L << 52;

    /// <summary>Bytes set aside for writes under way to which no more are added. One addition is 2^56 at the most: 2^48 for each of a path's 256 writes.</summary>
    internal const long MostAsideBytes = 1L << 60;

    // Deletions of one path that wait for their commit. Who is at its limit of names needs one.
    private const long StampsOfAPath = 16;

    // What a reader finishes was granted to its writer by three nodes, and is refused only by one that knows much more of the same user.
    private const int FinishingFactor = 2;

    /// <summary>
    /// The most rows of a user in the catalog; null when there is no limit. It follows from how many files there may be: whoever may keep any number of files may
    /// have any number of names.
    /// </summary>
    public long? MostNames => Quota.Files is { } files ? NamesBeyond + (NamesPerFile * Math.Min(files, long.MaxValue / NamesPerFile / 4)) : null;

    /// <summary>What a file would add at its path.</summary>
    public AccountUse GrowthBy(CatalogConnection db, StorePath path, long size)
    {
        var before = EntryRows.Find(db, User, path)?.Entry;
        return new AccountUse(Math.Max(0, size - UsageRows.Bytes(before)), 1 - UsageRows.Files(before));
    }

    /// <summary>Why a write may not be; null when it may. What adds nothing may always be.</summary>
    public string? FindObstacle(CatalogConnection db, StorePath path, Stamp stamp, AccountUse growth)
    {
        if (FindSumObstacle(db, path, growth, 1) is { } why)
            return why;
        if (Quota.IsNone)
            return null;
        var (kept, aside) = (UsageRows.Find(db, User), SetAsideByOthers(db, path, stamp));
        var exceeds = (growth.Bytes > 0 && Exceeds(kept.Bytes, aside.Bytes, growth.Bytes, Quota.Bytes))
            || (growth.Files > 0 && Exceeds(kept.Files, aside.Files, growth.Files, Quota.Files));
        return exceeds
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"'{User}' may keep {Words(Quota)} and keeps {kept.Bytes} bytes in {kept.Files} files{Aside(aside)}; {path} would add {growth.Bytes} bytes. Delete something, or ask the administrator for more.")
            : null;
    }

    /// <summary>Why an entry that comes without the stamp that grants it may not be, whatever the quota; null when it may.</summary>
    public string? FindSumObstacle(CatalogConnection db, Entry entry) =>
        entry.Kind == EntryKind.File ? FindSumObstacle(db, entry.Path, GrowthBy(db, entry.Path, entry.Length), FinishingFactor) : null;

    /// <summary>Why a part may not be staged, or a path not get a file or a folder; null when it may.</summary>
    public string? FindNamesObstacle(CatalogConnection db, StorePath path) => FindNamesObstacle(db, path, 1);

    /// <summary>The same for a stamp, with which a path may also be emptied: that is always possible, where there is something.</summary>
    public string? FindNamesObstacle(CatalogConnection db, StorePath path, ContentId content) =>
        FindNamesObstacle(db, path) is { } why && (!content.IsNone || !IsLive(db, path) || StageRows.CountAt(db, User, path) >= StampsOfAPath) ? why : null;

    /// <summary>The same for an entry that comes without the stamp that grants it.</summary>
    public string? FindNamesObstacle(CatalogConnection db, Entry entry, bool isFinished) =>
        entry.Kind == EntryKind.Tombstone && IsLive(db, entry.Path) ? null : FindNamesObstacle(db, entry.Path, isFinished ? FinishingFactor : 1);

    /// <summary>True when the user keeps more than the quota allows.</summary>
    public bool IsExceeded(CatalogConnection db)
    {
        var kept = UsageRows.Find(db, User);
        return Exceeds(kept.Bytes, 0, 0, Quota.Bytes) || Exceeds(kept.Files, 0, 0, Quota.Files);
    }

    private string? FindSumObstacle(CatalogConnection db, StorePath path, AccountUse growth, int factor)
    {
        if (growth.Bytes < LargeBytes)
            return null;
        var (kept, aside) = (UsageRows.Find(db, User).Bytes, UsageRows.FindAside(db, User).Bytes);
        return Exceeds(kept, aside, growth.Bytes, MostLargeBytes * factor)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"'{User}' keeps {kept} bytes, {aside} more are set aside for writes under way, and {path} would add {growth.Bytes}: nobody may keep more than {MostLargeBytes}. Delete something first.")
            : null;
    }

    private string? FindNamesObstacle(CatalogConnection db, StorePath path, int factor)
    {
        if (MostNames is not { } most || UsageRows.CountNames(db, User) is var names && names < most * factor)
            return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"'{User}' may have {most} names and has {names}, so that {path} cannot be added. Files, folders, writes under way, earlier versions, and what was deleted within thirty days count. Wait until some of it is forgotten, or ask the administrator for a higher quota of files.");
    }

    private bool IsLive(CatalogConnection db, StorePath path) => EntryRows.Find(db, User, path)?.Entry.Kind is EntryKind.File or EntryKind.Folder;

    private AccountUse SetAsideByOthers(CatalogConnection db, StorePath path, Stamp stamp)
    {
        var (all, own) = (UsageRows.FindAside(db, User), StageRows.SetAsideFor(db, User, path, stamp) ?? default);
        return new AccountUse(all.Bytes - own.Bytes, all.Files - own.Files);
    }

    private static bool Exceeds(long kept, long aside, long growth, long? limit) => limit is { } most && growth > most - kept - aside;

    private static string Words(Quota quota) => quota switch
    {
        { Bytes: { } bytes, Files: { } files } => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes in {files} files"),
        { Bytes: { } bytes } => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{quota.Files} files"),
    };

    private static string Aside(AccountUse aside) => aside.Bytes == 0 && aside.Files == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", and {aside.Bytes} bytes in {aside.Files} files are being written");
}

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
    /// <summary>What a file would add at its path.</summary>
    public AccountUse GrowthBy(CatalogConnection db, StorePath path, long size)
    {
        var before = EntryRows.Find(db, User, path)?.Entry;
        return new AccountUse(Math.Max(0, size - UsageRows.Bytes(before)), 1 - UsageRows.Files(before));
    }

    /// <summary>Why a write may not be; null when it may. What adds nothing may always be.</summary>
    public string? FindObstacle(CatalogConnection db, StorePath path, Stamp stamp, AccountUse growth)
    {
        if (Quota.IsNone)
            return null;
        var (kept, aside) = (UsageRows.Find(db, User), StageRows.SetAside(db, User, path, stamp));
        var exceeds = (growth.Bytes > 0 && Exceeds(kept.Bytes, aside.Bytes, growth.Bytes, Quota.Bytes))
            || (growth.Files > 0 && Exceeds(kept.Files, aside.Files, growth.Files, Quota.Files));
        return exceeds
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"'{User}' may keep {Words(Quota)} and keeps {kept.Bytes} bytes in {kept.Files} files{Aside(aside)}; {path} would add {growth.Bytes} bytes. Delete something, or ask the administrator for more.")
            : null;
    }

    /// <summary>True when the user keeps more than the quota allows.</summary>
    public bool IsExceeded(CatalogConnection db)
    {
        var kept = UsageRows.Find(db, User);
        return Exceeds(kept.Bytes, 0, 0, Quota.Bytes) || Exceeds(kept.Files, 0, 0, Quota.Files);
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

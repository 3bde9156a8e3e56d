using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>How an entry comes into the catalog.</summary>
internal enum TakingBy
{
    /// <summary>Its writer commits it.</summary>
    Commit,

    /// <summary>A reader finishes it.</summary>
    Finish,

    /// <summary>It is copied from another node.</summary>
    Copy,
}

/// <summary>An entry on its way into the catalog, its signature checked.</summary>
internal sealed record Taking(SignedEntry Signed, ReadOnlyMemory<byte> KeyRecord, TakingBy By, QuotaRule Rule)
{
    /// <summary>True when the parts that belong here must be here.</summary>
    public bool NeedsParts => By == TakingBy.Commit;

    /// <summary>What is signed.</summary>
    public Entry Entry => Signed.Entry;

    /// <summary>The answer where the catalog alone decides; null when the entry may be taken.</summary>
    public CommitResult? Decide(CatalogConnection db)
    {
        var current = EntryRows.Find(db, Entry.User, Entry.Path);
        var committed = current?.Entry.Stamp ?? Stamp.None;

        // Closing binds the writer. What a reader finishes, or a copy names, was committed somewhere, so that it was never given up.
        var known = ContentRows.Find(db, Entry.User, Entry.Content);
        if (NeedsParts && known is null && StageRows.IsClosed(db, Entry.User, Entry.Content))
            return new CommitResult(Status.Closed, $"The content of {Entry.Path} was closed: its write was given up. Start the write anew.", committed);
        if (committed > Entry.Stamp)
            return new CommitResult(Status.Superseded, $"{Entry.Path} holds a newer entry.", committed);
        if (committed == Entry.Stamp)
        {
            if (!current!.Encoded.Span.SequenceEqual(Signed.Encoded.Span))
                return new CommitResult(Status.Conflict, $"{Entry.Path} holds another entry with this stamp.", committed);
            return Entry.Content.IsNone ? new CommitResult(Status.Ok, null, committed) : null;
        }

        if (FindOldKey(db) is { } number)
        {
            return new CommitResult(
                Status.OldMasterKey, $"The key of {Entry.Path} is wrapped by master key {MasterKeyNumber.Of(KeyRecord)}, and '{Entry.User}' has master key {number} now. Load the account again.", committed);
        }

        if (HasUnknownKey(db))
        {
            return new CommitResult(
                Status.Conflict, $"The key of {Entry.Path} is wrapped by master key {MasterKeyNumber.Of(KeyRecord)}, which '{Entry.User}' has not made. Load the account again.", committed);
        }

        if ((NeedsParts ? FindObstacle(db) ?? FindNamesObstacle(db) : By == TakingBy.Finish ? FindNamesObstacle(db) ?? Rule.FindSumObstacle(db, Entry) : null) is { } obstacle)
            return new CommitResult(Status.QuotaExceeded, obstacle, committed);
        return known is not null && !IsSameContent(known.Entry.Entry)
            ? new CommitResult(Status.Conflict, $"The content that {Entry.Path} names is committed with other parts.", committed)
            : null;
    }

    /// <summary>Puts the entry, its content and its parts into the catalog.</summary>
    public CommitResult Apply(CatalogConnection db, TakenParts parts, long now)
    {
        var known = EntryRows.Find(db, Entry.User, Entry.Path);
        var before = known?.Entry;
        var replaced = before?.Content ?? default;
        if (known is not null && before!.Stamp != Entry.Stamp && (before.Kind == EntryKind.File || (before.Kind == EntryKind.Folder && Entry.Kind != EntryKind.Folder)))
            VersionRows.Put(db, known, now);
        EntryRows.Put(db, Signed, now);
        UsageRows.Replace(db, before, Entry);
        if (!Entry.Content.IsNone)
        {
            ContentRows.Put(db, Signed, KeyRecord, now);
            foreach (var row in parts.Unfit)
                PartRows.Remove(db, Entry.User, Entry.Content, row.Part);
            foreach (var row in parts.Staged)
                PartRows.Put(db, Entry.User, Entry.Content, row with { State = PartState.Held, IsLoan = !parts.Own.Contains(row.Part) }, now);
            foreach (var part in parts.Absent)
                PartRows.Put(db, Entry.User, Entry.Content, MissingRow(part), now);
        }

        if (replaced != Entry.Content)
            ContentRows.ReleaseIfUnnamed(db, Entry.User, replaced, now);
        StageRows.RemoveUpTo(db, Entry.User, Entry.Path, Entry.Stamp);
        SetAsideForLater(db, before);
        return new CommitResult(Status.Ok, null, Entry.Stamp);
    }

    // What was granted to later writes of this path counted on what lay there. They add more now that less does.
    private void SetAsideForLater(CatalogConnection db, Entry? before)
    {
        var freed = new AccountUse(
            Math.Max(0, UsageRows.Bytes(before) - UsageRows.Bytes(Entry)), Math.Max(0, UsageRows.Files(before) - UsageRows.Files(Entry)));
        // Sums have 64 bits: whoever has so much aside is given no more, and is judged at the commit.
        if (freed != default && UsageRows.FindAside(db, Entry.User).Bytes < QuotaRule.MostAsideBytes)
            StageRows.SetAsideMore(db, Entry.User, Entry.Path, freed);
    }

    // Looked up in the very transaction that takes the entry: once new credentials are here, clients bring nothing under the old key any more.
    // Nodes cannot wrap anew, and must not lose an entry for that: what they copy is found by whoever replaces the key.
    private long? FindOldKey(CatalogConnection db) =>
        By != TakingBy.Copy && !Entry.Content.IsNone
        && AccountRows.Find(db, Entry.User)?.Credentials?.Credentials.MasterKey is { } number && MasterKeyNumber.Of(KeyRecord) < number
            ? number
            : null;

    // Credentials are on all four nodes before anything is wrapped by their key. What is above them would hold up every node that copies it.
    private bool HasUnknownKey(CatalogConnection db) =>
        By != TakingBy.Copy && !Entry.Content.IsNone
        && MasterKeyNumber.Of(KeyRecord) > (AccountRows.Find(db, Entry.User)?.NewestKey ?? MasterKeyNumber.First);

    // What was set aside with the stamp is granted already. A reader finishes what was granted elsewhere.
    private string? FindObstacle(CatalogConnection db)
    {
        if (Entry.Kind != EntryKind.File || (Rule.Quota.IsNone && Entry.Length < QuotaRule.LargeBytes))
            return null;
        var growth = Rule.GrowthBy(db, Entry.Path, Entry.Length);
        return StageRows.SetAsideFor(db, Entry.User, Entry.Path, Entry.Stamp) is { } aside && aside.Bytes >= growth.Bytes && aside.Files >= growth.Files
            ? null
            : Rule.FindObstacle(db, Entry.Path, Entry.Stamp, growth);
    }

    private string? FindNamesObstacle(CatalogConnection db) =>
        Rule.FindNamesObstacle(db, Entry, By == TakingBy.Finish) is { } why && StageRows.SetAsideFor(db, Entry.User, Entry.Path, Entry.Stamp) is null ? why : null;

    /// <summary>
    /// True when the parts that are staged here must not be kept: a reader finishes what was granted to its writer elsewhere, but to whoever says to
    /// be one nothing was granted here. What is here already is judged by what its user keeps with it.
    /// </summary>
    public bool IsBeyondQuota(CatalogConnection db)
    {
        if (By == TakingBy.Copy || Entry.Kind != EntryKind.File || Rule.Quota.IsNone)
            return false;
        if (EntryRows.Find(db, Entry.User, Entry.Path)?.Entry.Stamp == Entry.Stamp)
            return Rule.IsExceeded(db);
        return By == TakingBy.Finish && FindObstacle(db) is not null;
    }

    private bool IsSameContent(Entry other) =>
        other.Placement == Entry.Placement && other.Length == Entry.Length && other.Layout == Entry.Layout && other.Parts.SequenceEqual(Entry.Parts);

    private PartRow MissingRow(int part) => new(part, PartState.Missing, IsLoan: false, Entry.Parts[part - 1], Trailer: 0, File: "");
}

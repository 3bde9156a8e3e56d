using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    /// <summary>Entries taken after a certain one, as many as fit into <paramref name="maxBytes"/>, at least one.</summary>
    internal async Task<(IReadOnlyList<Change> Changes, bool HasMore)> ListChangesAsync(long after, int maxBytes, CancellationToken ct)
    {
        ThrowIfNotFounded();
        return await _catalog.ReadAsync(
            db =>
            {
                var found = EntryRows.ChangedAfter(db, after, MaxPageItems + 1);
                var page = new List<Change>();
                var left = maxBytes;
                foreach (var (number, entry) in found.Take(MaxPageItems))
                {
                    var change = new Change(
                        number, entry, ContentRows.Find(db, entry.Entry.User, entry.Entry.Content)?.KeyRecord ?? ReadOnlyMemory<byte>.Empty);
                    left -= change.PageBytes;
                    if (left < 0 && page.Count > 0)
                        break;
                    page.Add(change);
                }

                return ((IReadOnlyList<Change>)page, page.Count < found.Count);
            },
            ct).ConfigureAwait(false);
    }

    /// <summary>What the node knows of some contents.</summary>
    internal Task<IReadOnlyList<ContentReport>> ReportContentsAsync(IReadOnlyList<OwnedContent> contents, CancellationToken ct)
    {
        ThrowIfNotFounded();
        return _catalog.ReadAsync(db => (IReadOnlyList<ContentReport>)[.. contents.Select(owned => Report(db, owned))], ct);
    }

    /// <summary>What the node holds at some paths.</summary>
    internal Task<IReadOnlyList<PathReport>> ReportPathsAsync(IReadOnlyList<OwnedPath> paths, CancellationToken ct)
    {
        ThrowIfNotFounded();
        return _catalog.ReadAsync(db => (IReadOnlyList<PathReport>)[.. paths.Select(owned => Report(db, owned))], ct);
    }

    /// <summary>The stamps of tombstones and folders at some paths; null where a path holds a file, or nothing.</summary>
    internal Task<IReadOnlyList<Stamp?>> WithoutContentAsync(IReadOnlyList<OwnedPath> paths, CancellationToken ct)
    {
        ThrowIfNotFounded();
        return _catalog.ReadAsync(
            db => (IReadOnlyList<Stamp?>)[.. paths.Select(owned => EntryRows.Find(db, owned.User, owned.Path)?.Entry is { Kind: not EntryKind.File } other ? other.Stamp : (Stamp?)null)], ct);
    }

    /// <summary>When something of a content was last staged here; 0 where it is committed or closed, null where nothing is known of it.</summary>
    internal Task<long?> StagedSinceAsync(OwnedContent owned, CancellationToken ct)
    {
        ThrowIfNotFounded();
        return _catalog.ReadAsync(
            db => ContentRows.Find(db, owned.User, owned.Content) is not null || StageRows.IsClosed(db, owned.User, owned.Content)
                ? 0
                : StageRows.StagedSince(db, owned.User, owned.Content),
            ct);
    }

    /// <summary>
    /// When another node first asked for a content to be closed of which nothing is known here, this time included; null when more than
    /// <paramref name="most"/> of its questions are open, the oldest of them younger than <paramref name="moment"/>.
    /// </summary>
    internal async Task<long?> AskedToCloseSinceAsync(int asker, OwnedContent owned, int most, long moment, CancellationToken ct)
    {
        if (await _catalog.ReadAsync(db => ClosingRows.AskedSince(db, asker, owned), ct).ConfigureAwait(false) is { } known)
            return known;
        var now = Now;
        return await _catalog.WriteAsync(
            db =>
            {
                // Who is in earnest has asked again, and was heard.
                if (ClosingRows.Count(db, asker) >= most)
                    ClosingRows.RemoveBefore(db, asker, moment);
                if (ClosingRows.Count(db, asker) >= most)
                    return null;
                ClosingRows.Put(db, asker, owned, now);
                return ClosingRows.AskedSince(db, asker, owned);
            },
            ct).ConfigureAwait(false);
    }

    /// <summary>Takes from a content's writer the right to commit it.</summary>
    /// <returns>False when it was committed here.</returns>
    internal async Task<bool> CloseAsync(OwnedContent owned, CancellationToken ct)
    {
        ThrowIfNotFounded();
        var now = Now;
        var partials = await _catalog.WriteAsync(
            db =>
            {
                if (ContentRows.Find(db, owned.User, owned.Content) is not null)
                    return null;
                StageRows.Close(db, owned.User, owned.Content, now);
                ClosingRows.Remove(db, owned.User, owned.Content);
                return PartialRows.Of(db, owned.User, owned.Content);
            },
            ct).ConfigureAwait(false);
        if (partials is null)
            return false;
        await RemovePartialsAsync(partials).ConfigureAwait(false);
        return true;
    }

    /// <summary>Those of another node's changes that are newer than what is here.</summary>
    internal Task<List<Change>> NewsAsync(IReadOnlyList<Change> changes, CancellationToken ct) => _catalog.ReadAsync(
        db => changes.Where(change => StageRows.Committed(db, change.Entry.Entry.User, change.Entry.Entry.Path) < change.Entry.Entry.Stamp).ToList(), ct);

    /// <summary>
    /// True for a change that goes ahead of its user's account here: the user is not known, or the key record is under a master key that the
    /// credentials do not know. Such a key wraps nothing before its credentials are on all four nodes. Nothing is early of a removed account: its
    /// credentials are gone for good, and what comes of its user is not taken.
    /// </summary>
    internal bool IsEarly(Change change) => _accounts.Find(change.Entry.Entry.User) is not { } account
        || (account.Account.Account.State != AccountState.Removed
            && MasterKeyNumber.Of(change.KeyRecord) > account.NewestKey);

    /// <summary>Where the parts of committed contents belong; null for one that is not known.</summary>
    internal Task<List<int?>> PlacementsOfAsync(IReadOnlyList<OwnedContent> contents, CancellationToken ct) =>
        _catalog.ReadAsync(db => contents.Select(owned => ContentRows.Find(db, owned.User, owned.Content)?.Entry.Entry.Placement).ToList(), ct);

    /// <summary>Takes an entry that another node holds, if its user signed it and nothing higher is here; missing parts are then missing.</summary>
    internal Task<CommitResult> AdoptAsync(Change change, CancellationToken ct) =>
        TakeAsync(change.Entry.Entry.User, new Taking(change.Entry, change.KeyRecord, TakingBy.Copy, default), ct);

    private ContentReport Report(CatalogConnection db, OwnedContent owned)
    {
        var use = ContentUse.None;
        if (ContentRows.Find(db, owned.User, owned.Content) is not null)
            use |= ContentUse.Committed;
        if (EntryRows.Names(db, owned.User, owned.Content))
            use |= ContentUse.Named;
        if (StageRows.IsClosed(db, owned.User, owned.Content))
            use |= ContentUse.Closed;
        return new ContentReport(use, FindHeld(db, owned.User, owned.Content));
    }

    private PathReport Report(CatalogConnection db, OwnedPath owned)
    {
        var entry = EntryRows.Find(db, owned.User, owned.Path)?.Entry;
        return new PathReport(
            entry?.Stamp ?? Stamp.None, FindHeld(db, owned.User, entry?.Content ?? default), EntryRows.IsEverywhere(db, owned.User, owned.Path));
    }
}

using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>What is removed when the other nodes agree; each method looks again whether the reason still holds.</summary>
public sealed partial class NodeStore
{
    private readonly Dictionary<(string User, ulong Epoch), long> _removedKnownSince = [];

    /// <summary>Parts held for other nodes, after a certain one; those of replaced contents only if wished.</summary>
    internal Task<List<KeptPart>> ListLoansAsync(KeptPart? after, int count, bool withReplaced, CancellationToken ct) =>
        _catalog.ReadAsync(db => PartRows.Loans(db, after, count, withReplaced), ct);

    /// <summary>Drops a loan that both nodes it belongs to hold whole.</summary>
    internal async Task EndLoanAsync(KeptPart loan, CancellationToken ct)
    {
        using var held = await _contentLocks.HoldAsync(loan.Content, ct).ConfigureAwait(false);
        var isGone = await _catalog.WriteAsync(
            db =>
            {
                if (PartRows.Find(db, loan.User, loan.Content, loan.Row.Part) != loan.Row)
                    return false;
                PartRows.Remove(db, loan.User, loan.Content, loan.Row.Part);
                return true;
            },
            ct).ConfigureAwait(false);
        if (isGone)
            await DeleteFilesAsync([loan.Row.File]).ConfigureAwait(false);
    }

    /// <summary>
    /// Lets go of what users held whose accounts were removed longer ago than a grace. The administrator has said so, and no node takes anything of
    /// such a user any more: here alone nobody else needs to agree. The parts go when the others have let go as well. One call at a time.
    /// </summary>
    internal async Task ReleaseRemovedAsync(TimeSpan grace, CancellationToken ct)
    {
        var moment = Now - (long)grace.TotalMilliseconds;
        foreach (var account in _accounts.Removed().Where(account => account.Epoch < (ulong)Math.Max(0, moment) || IsKnownRemovedFor(account, grace)))
        {
            var (user, removed) = (account.User, (long)Math.Min(account.Epoch, (ulong)Math.Max(0, moment)));
            while (await _catalog.ReadAsync(db => EntryRows.HasAny(db, user), ct).ConfigureAwait(false))
            {
                // Together: a content that counts as named and is not is what a damaged catalog looks like.
                await _catalog.WriteAsync(
                    db =>
                    {
                        foreach (var content in EntryRows.RemoveSome(db, user, MaxPageItems))
                            ContentRows.ReleaseIfUnnamed(db, user, content, removed);
                        return true;
                    },
                    ct).ConfigureAwait(false);
            }

            // An older program let go of these in a transaction of its own, and may have been stopped before it.
            if (await _catalog.ReadAsync(db => ContentRows.IsAnyNamed(db, user), ct).ConfigureAwait(false))
                await _catalog.WriteAsync(db => ContentRows.ReleaseAll(db, user, removed), ct).ConfigureAwait(false);
        }
    }

    // An epoch is the clock of the administrator's machine, which may have been ahead, or lies above one that was. Since when it is known here needs no clock.
    private bool IsKnownRemovedFor(Account account, TimeSpan grace)
    {
        var key = (account.User, account.Epoch);
        if (!_removedKnownSince.TryGetValue(key, out var since))
            _removedKnownSince[key] = since = _time.GetTimestamp();
        return _time.GetElapsedTime(since) >= grace;
    }

    /// <summary>Sets times that are yet to come to now: the clock was ahead when they were written (<see cref="FutureTimes"/>).</summary>
    internal async Task SetFutureTimesAsync(CancellationToken ct)
    {
        var now = Now;
        if (await _catalog.WriteAsync(db => FutureTimes.SetTo(db, now), ct).ConfigureAwait(false) is > 0 and var count)
            LogFutureTimes(count);
    }

    /// <summary>How long contents are kept that no entry names.</summary>
    internal ReplacedLife ReplacedLife { get; }

    /// <summary>How large the volume's disk is, and how much of it is free.</summary>
    internal Task<(long FreeBytes, long TotalBytes)> GetSpaceAsync(CancellationToken ct) => Task.Run(() => (_files.FreeBytes, _files.TotalBytes), ct);

    /// <summary>A moment such that the contents that no entry names since before it have so many bytes here, or are all there are; null when there are none.</summary>
    internal Task<long?> FindReplacedAsync(long bytes, CancellationToken ct) => _catalog.ReadAsync(db => ContentRows.ReleasedThatFree(db, bytes), ct);

    /// <summary>Contents that no entry names since before a moment.</summary>
    internal Task<List<SignedEntry>> ListReleasedAsync(long moment, int count, CancellationToken ct) =>
        _catalog.ReadAsync(db => ContentRows.ReleasedBefore(db, moment, count), ct);

    /// <summary>Removes a content that no entry names since before a moment, with its parts.</summary>
    internal async Task RemoveReleasedAsync(OwnedContent owned, long moment, CancellationToken ct)
    {
        using var held = await _contentLocks.HoldAsync(owned.Content, ct).ConfigureAwait(false);
        var parts = await _catalog.WriteAsync(
            db =>
            {
                if (!ContentRows.IsReleasedBefore(db, owned.User, owned.Content, moment) || EntryRows.Names(db, owned.User, owned.Content))
                    return [];
                var rows = PartRows.Of(db, owned.User, owned.Content);
                foreach (var row in rows)
                    PartRows.Remove(db, owned.User, owned.Content, row.Part);
                ContentRows.Remove(db, owned.User, owned.Content);
                VersionRows.RemoveOf(db, owned.User, owned.Content);
                return rows;
            },
            ct).ConfigureAwait(false);
        await DeleteFilesAsync(parts.Select(row => row.File)).ConfigureAwait(false);
    }

    /// <summary>Forgets what paths held until before a moment. What other paths still name of it stays.</summary>
    internal Task RemoveOldVersionsAsync(long moment, CancellationToken ct) => _catalog.WriteAsync(db => VersionRows.RemoveBefore(db, moment), ct);

    /// <summary>Contents that were staged before a moment and never committed.</summary>
    internal async Task<List<OwnedContent>> ListAbandonedAsync(long moment, int count, CancellationToken ct)
    {
        var old = await _catalog.ReadAsync(db => PartRows.StagedBefore(db, moment, count), ct).ConfigureAwait(false);
        // A long part that is being received has changed nothing in the catalog since its beginning.
        old.RemoveAll(IsReceiving);
        return old;
    }

    /// <summary>Whether a long part of a content is on its way just now.</summary>
    internal bool IsReceiving(OwnedContent owned) => _partials.IsAtWork(owned.User, owned.Content);

    /// <summary>Frees what was set aside for copies that were stamped before a moment: nothing they rest on is young enough for a commit any more.</summary>
    internal Task FreeSetAsideAsync(long moment, CancellationToken ct) => _catalog.WriteAsync(db => StageRows.FreeBefore(db, moment), ct);

    /// <summary>Notes that all four nodes have closed a content; answers since when that is known.</summary>
    internal Task<long> NoteClosedEverywhereAsync(OwnedContent owned, CancellationToken ct)
    {
        var now = Now;
        return _catalog.WriteAsync(
            db =>
            {
                StageRows.NoteClosedEverywhere(db, owned.User, owned.Content, now);
                return StageRows.ClosedEverywhereAt(db, owned.User, owned.Content) ?? now;
            },
            ct);
    }

    /// <summary>Forgets contents that all four nodes had closed before a moment, or that nobody wanted closed since: nobody remembers their writers any more.</summary>
    internal Task ForgetClosedAsync(long moment, CancellationToken ct) => _catalog.WriteAsync(
        db =>
        {
            StageRows.RemoveClosedBefore(db, moment);
            return true;
        },
        ct);

    /// <summary>Tombstones taken before a moment, and whether all four nodes were seen to hold them.</summary>
    internal Task<List<(SignedEntry Entry, bool IsEverywhere)>> ListTombstonesAsync(long moment, int count, CancellationToken ct) =>
        _catalog.ReadAsync(db => EntryRows.TombstonesBefore(db, moment, count), ct);

    /// <summary>Notes that all four nodes were seen to hold this very entry.</summary>
    internal Task MarkEverywhereAsync(Entry entry, CancellationToken ct) => _catalog.WriteAsync(
        db =>
        {
            EntryRows.MarkEverywhere(db, entry);
            return true;
        },
        ct);

    /// <summary>Forgets a tombstone.</summary>
    internal Task RemoveTombstoneAsync(Entry tombstone, CancellationToken ct) => _catalog.WriteAsync(
        db =>
        {
            EntryRows.Remove(db, tombstone);
            return true;
        },
        ct);

    /// <summary>Held parts that were neither read nor written since a moment, the one longest unread first; then those that were so at a time that is yet to come.</summary>
    internal Task<List<KeptPart>> ListUncheckedAsync(long moment, int count, CancellationToken ct)
    {
        var now = Now;
        return _catalog.ReadAsync(db => PartRows.UncheckedSince(db, moment, now, count), ct);
    }

    /// <summary>How many these are.</summary>
    internal Task<long> CountUncheckedAsync(long moment, CancellationToken ct)
    {
        var now = Now;
        return _catalog.ReadAsync(db => PartRows.CountUnchecked(db, moment, now), ct);
    }
}

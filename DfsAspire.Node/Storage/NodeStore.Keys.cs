using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Volume;

namespace DfsAspire.Node.Storage;

/// <summary>Replacing key records when their user has a new master key (docs/architecture.md, "Rotating keys").</summary>
public sealed partial class NodeStore
{
    private const int MostRowsLookedAt = 2_000;

    // Several at once, since each syncs two files.
    private const int RewrapsAtOnce = 8;

    // A start in a later millisecond begins above what an earlier life counted to.
    private const long TakenPerMillisecond = 1_000;

    private long _oldRecordsTaken;

    /// <summary>A page of a user's key records that are under a master key below a number.</summary>
    public async Task<KeyRecordPage> ListKeyRecordsAsync(string user, ContentId after, long below, CancellationToken ct)
    {
        ThrowIfNotFounded();
        // Read before the catalog is: what is copied meanwhile shows here the next time.
        var (taken, masterKey) = (Interlocked.Read(ref _oldRecordsTaken), MasterKeyOf(user));
        var rows = await _catalog.ReadAsync(user, db => ContentRows.KeyRecordsAfter(db, user, after, MostRowsLookedAt), ct).ConfigureAwait(false);
        var found = new List<ContentKeyRecord>();
        var left = ContentKeyRecord.PageBytes;
        var last = default(ContentId);
        foreach (var row in rows)
        {
            if (MasterKeyNumber.Of(row.Record) < below)
            {
                left -= row.Bytes;
                if (found.Count == ContentKeyRecord.MostRecords || (left < 0 && found.Count > 0))
                    return new KeyRecordPage(masterKey, taken, last, found);
                found.Add(row);
            }

            last = row.Content;
        }

        return new KeyRecordPage(masterKey, taken, rows.Count < MostRowsLookedAt ? default : last, found);
    }

    /// <summary>
    /// Puts newly wrapped key records in the place of those under older master keys, in the catalog and behind the parts. What is not here, or
    /// has as new a record, stays as it is. Idempotent.
    /// </summary>
    /// <exception cref="StoreException">A record is above the user's master key, or of another length than the one here (Conflict).</exception>
    public Task PutKeyRecordsAsync(string user, IReadOnlyList<ContentKeyRecord> records, CancellationToken ct)
    {
        ThrowIfNotFounded();
        return Parallel.ForEachAsync(
            records, new ParallelOptions { MaxDegreeOfParallelism = RewrapsAtOnce, CancellationToken = ct }, async (record, token) =>
                await RewrapAsync(user, record, token).ConfigureAwait(false));
    }

    private async Task RewrapAsync(string user, ContentKeyRecord offered, CancellationToken ct)
    {
        using var held = await _contentLocks.HoldAsync(offered.Content, ct).ConfigureAwait(false);
        var (known, parts) = await _catalog.ReadAsync(
            user, db => (ContentRows.Find(db, user, offered.Content), PartRows.Of(db, user, offered.Content)), ct).ConfigureAwait(false);
        var number = MasterKeyNumber.Of(offered.Record);
        if (known is null || MasterKeyNumber.Of(known.KeyRecord) >= number)
            return;
        if (number > MasterKeyOf(user) || offered.Record.Length != known.KeyRecord.Length)
            throw new StoreException(Status.Conflict, $"The key record for content {offered.Content} does not go with the one on node {_options.Node}.");

        await ReplaceKeyRecordAsync(user, known, parts, offered).ConfigureAwait(false);
    }

    /// <summary>
    /// Puts the key record that two other nodes agree on in the place of one that came from a single node and differs from theirs. Nothing happens
    /// when another one is here by now.
    /// </summary>
    internal async Task OutvoteKeyRecordAsync(string user, ReadOnlyMemory<byte> outvoted, ContentKeyRecord agreed, CancellationToken ct)
    {
        using var held = await _contentLocks.HoldAsync(agreed.Content, ct).ConfigureAwait(false);
        var (known, parts) = await _catalog.ReadAsync(
            user, db => (ContentRows.Find(db, user, agreed.Content), PartRows.Of(db, user, agreed.Content)), ct).ConfigureAwait(false);
        if (known is not null && known.KeyRecord.Span.SequenceEqual(outvoted.Span))
            await ReplaceKeyRecordAsync(user, known, parts, agreed).ConfigureAwait(false);
    }

    // Files first, then the row: as long as the row is old, the record is asked for again. What is damaged may be read again one day.
    private async Task ReplaceKeyRecordAsync(string user, ContentRow known, List<PartRow> parts, ContentKeyRecord offered)
    {
        var written = new List<PartRow>();
        foreach (var part in parts.Where(part => part.State is PartState.Held or PartState.Damaged && part.File.Length > 0))
            written.Add(part with { Trailer = await RewriteTrailerAsync(user, known, offered, part).ConfigureAwait(false) });
        await _catalog.WriteAsync(
            db =>
            {
                foreach (var part in written)
                    PartRows.SetTrailer(db, user, offered.Content, part);
                ContentRows.Rewrap(db, user, offered);
                return true;
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    // In its place and as a rule of its length, so that the part stays readable while a power cut may tear it. One that was torn before may have named
    // another path of the content: then its length changes, and with it the row.
    private async Task<int> RewriteTrailerAsync(string user, ContentRow known, ContentKeyRecord offered, PartRow part)
    {
        try
        {
            return await Task.Run(() =>
            {
                var entry = _files.ReadTrailer(part.File)?.Entry ?? known.Entry;
                var trailer = new PartTrailer(part.Part, entry, offered.Record).ToBytes();
                return _files.AppendTrailer(part.File, part.Info.Length, trailer) ? trailer.Length : part.Trailer;
            }).ConfigureAwait(false);
        }
        catch (StoreException fault) when (IsOfFile(fault) && part.State == PartState.Damaged)
        {
            // It must not be held again with what lies behind it.
            await ObserveAsync(user, offered.Content, part, PartState.Missing, "its trailer could not be written anew").ConfigureAwait(false);
            return part.Trailer;
        }
        catch (StoreException fault) when (IsOfFile(fault))
        {
            // After a failed sync nobody knows what the disk holds: another node has the part.
            await ObserveAsync(user, offered.Content, part, PartState.Damaged, "its trailer could not be written anew").ConfigureAwait(false);
            throw;
        }

        static bool IsOfFile(StoreException fault) => fault.Status == Status.VolumeFailing && !Faults.IsPassing(fault.InnerException);
    }

    private long MasterKeyOf(string user) => _accounts.Find(user)?.MasterKey ?? MasterKeyNumber.First;

    // Told before it is done, so that nobody who has looked at the catalog in between misses it.
    private void NoteOldRecord(Taking taking)
    {
        if (taking.By == TakingBy.Copy && MasterKeyNumber.Of(taking.KeyRecord) < MasterKeyOf(taking.Entry.User))
            Interlocked.Increment(ref _oldRecordsTaken);
    }
}

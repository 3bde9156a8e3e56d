using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Volume;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    /// <summary>
    /// Makes a staged write visible, when the parts that this node must hold are staged (or held) here and match, and no higher
    /// stamp is here. Idempotent.
    /// </summary>
    /// <returns>Ok or Superseded when taken; NotStaged, Closed, Conflict, QuotaExceeded, OldMasterKey, InvalidSignature, Forbidden or NotReady otherwise.</returns>
    public Task<CommitResult> CommitAsync(string user, SignedEntry entry, ReadOnlyMemory<byte> keyRecord, CancellationToken ct) =>
        TakeAsync(user, new Taking(entry, keyRecord, TakingBy.Commit, RuleFor(user)), ct);

    /// <summary>Takes an entry that a reader found half done; parts that are not here are then counted as missing. Idempotent.</summary>
    /// <returns>Ok or Superseded when taken; Conflict, OldMasterKey, InvalidSignature, Forbidden or NotReady otherwise.</returns>
    public Task<CommitResult> FinishAsync(string user, SignedEntry entry, ReadOnlyMemory<byte> keyRecord, CancellationToken ct) =>
        TakeAsync(user, new Taking(entry, keyRecord, TakingBy.Finish, RuleFor(user)), ct);

    private async Task<CommitResult> TakeAsync(string user, Taking taking, CancellationToken ct)
    {
        ThrowIfNotFounded();
        if (taking.KeyRecord.Length > WireLimits.KeyRecordBytes)
            throw new StoreException(Status.TooLarge, $"The key record of {taking.Entry.Path} has more than {WireLimits.KeyRecordBytes} bytes.");
        if (FindForgery(user, taking) is { } refusal)
            return refusal;
        var now = Now;
        if (taking.Entry.Content.IsNone)
            return await _catalog.WriteAsync(db => taking.Decide(db) ?? taking.Apply(db, TakenParts.None, now), ct).ConfigureAwait(false);

        using var held = await _contentLocks.HoldAsync(taking.Entry.Content, ct).ConfigureAwait(false);
        var before = await _catalog.ReadAsync(
            user,
            db => (
                Decision: taking.Decide(db), Rows: PartRows.Of(db, user, taking.Entry.Content), Committed: StageRows.Committed(db, user, taking.Entry.Path),
                IsBeyondQuota: taking.IsBeyondQuota(db), Life: IdentityRows.Incarnation(db)),
            ct).ConfigureAwait(false);
        if (before.Decision is { } decided)
            return decided;
        var parts = await Task.Run(() => TakenParts.Sort(taking.Entry, _options.Node, before.Rows, IsWhole), ct).ConfigureAwait(false);
        if (before.IsBeyondQuota)
            parts = parts.WithoutStaged(taking.Entry.Path);
        if (taking.NeedsParts && parts.Lacking is { } why)
            return new CommitResult(Status.NotStaged, why, before.Committed);
        if (before.Committed == taking.Entry.Stamp && parts.Staged.Count == 0 && parts.Unfit.Count == 0)
            return new CommitResult(Status.Ok, null, taking.Entry.Stamp);

        // Files first, then the row: a trailer without a commit harms nobody, a commit without its trailer cannot be recovered from.
        parts = await AppendTrailersAsync(taking, parts).ConfigureAwait(false);
        if (taking.NeedsParts && parts.Lacking is { } lost)
            return new CommitResult(Status.NotStaged, lost, before.Committed);
        NoteOldRecord(taking);
        // What was read of the parts went with the catalog if that began anew meanwhile: nothing may be acknowledged by it.
        var result = await _catalog.WriteAsync(
            db => IdentityRows.Incarnation(db) == before.Life ? taking.Decide(db) ?? taking.Apply(db, parts, now) : new CommitResult(Status.NotReady, BegunAnew, Stamp.None),
            CancellationToken.None).ConfigureAwait(false);
        if (result.Status != Status.Ok)
            return result;
        _budget.Return(user, parts.Staged.Sum(row => row.Info.Length) + parts.Unfit.Sum(row => row.Info.Length));
        await DeleteFilesAsync(parts.Unfit.Select(row => row.File)).ConfigureAwait(false);
        return result;
    }

    private string BegunAnew => $"Node {_options.Node} found its catalog damaged meanwhile and copies it from the other nodes. Try again.";

    private CommitResult? FindForgery(string user, Taking taking)
    {
        var path = taking.Entry.Path;
        if (taking.Entry.User != user)
            return new CommitResult(Status.InvalidSignature, $"The entry of {path} belongs to another user.", default);
        // A quota counts the length of the file, and the disk holds its parts.
        if (!FourLanes.HoldsParts(taking.Entry))
            return new CommitResult(Status.Malformed, $"The entry of {path} gives {taking.Entry.Length} bytes, and parts that are longer than that is when it is sealed.", default);
        // What was taken elsewhere while the account was enabled belongs to its user, and must not be missing when it is enabled again.
        var state = _accounts.Find(user)?.Account.Account.State ?? AccountState.Removed;
        if (state == AccountState.Removed || (state == AccountState.Disabled && taking.NeedsParts))
            return new CommitResult(Status.Forbidden, $"The account of '{user}' does not exist or is disabled.", default);
        return _accounts.HasSigned(user, taking.Signed)
            ? null
            : new CommitResult(Status.InvalidSignature, $"The entry of {path} is not signed with the key of '{user}'.", default);
    }

    private async Task<TakenParts> AppendTrailersAsync(Taking taking, TakenParts parts)
    {
        try
        {
            var written = await Task.WhenAll(parts.Staged.Select(row => Task.Run(() => AppendTrailer(taking, row)))).ConfigureAwait(false);
            return parts.With(written);
        }
        catch (StoreException fault) when (fault.Status == Status.VolumeFailing)
        {
            // After a failed sync nobody knows what the disk holds, and a second sync would say that all is well.
            await ForgetPartsAsync(taking.Entry.User, taking.Entry.Content, parts.Staged).ConfigureAwait(false);
            await DeleteFilesAsync(parts.Staged.Select(row => row.File)).ConfigureAwait(false);
            throw;
        }
    }

    private PartRow? AppendTrailer(Taking taking, PartRow row)
    {
        var trailer = new PartTrailer(row.Part, taking.Signed, taking.KeyRecord).ToBytes();
        return _files.AppendTrailer(row.File, row.Info.Length, trailer) ? row with { Trailer = trailer.Length } : null;
    }
}

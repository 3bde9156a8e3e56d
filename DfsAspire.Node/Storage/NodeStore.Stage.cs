using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using DfsAspire.Protocol.Placement;
using DfsAspire.Protocol.Volume;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    // What sealing adds, and parts of files whose writers were lost or overtaken.
    private const long StagedBeyondQuota = 1L << 30;

    /// <summary>Whether any part of a content is here, staged or held.</summary>
    internal async Task<bool> HoldsAnyPartAsync(string user, ContentId content, CancellationToken ct) =>
        (await _catalog.ReadAsync(user, db => PartRows.Of(db, user, content), ct).ConfigureAwait(false)).Count > 0;

    /// <summary>Starts to take a part. Nothing of it is visible before its commit.</summary>
    /// <exception cref="StoreException">Too much is staged already (Busy) or the disk is full (OutOfSpace).</exception>
    public ValueTask<StagedPart> BeginStageAsync(
        string user, ContentId content, StorePath path, int part, bool isLoan, long length, CancellationToken ct) =>
        BeginStageAsync(user, content, path, part, isLoan, length, 0, ct);

    /// <summary>Starts to take a part, or goes on behind the first <paramref name="offset"/> bytes of one whose sender was lost.</summary>
    /// <exception cref="StoreException">Too much is staged already (Busy), the disk is full (OutOfSpace), or those bytes are not here (NotStaged).</exception>
    public async ValueTask<StagedPart> BeginStageAsync(
        string user, ContentId content, StorePath path, int part, bool isLoan, long length, long offset, CancellationToken ct)
    {
        ThrowIfNotFounded();
        if (content.IsNone || path.IsRoot || part is < 1 or > WireLimits.Nodes || length < 0 || offset < 0 || offset > length)
            throw new StoreException(Status.Malformed, "A part to stage needs a content, a path below the root, a number from 1 to 4 and a length.");
        var request = new StageRequest(user, content, path, part, isLoan, length);
        if (request.IsResumable || offset > 0)
            return await BeginPartialAsync(request, offset, ct).ConfigureAwait(false);
        await TakeBudgetAsync(request, ct).ConfigureAwait(false);
        try
        {
            var file = await Task.Run(() => CreateIncoming(request.ToString(), request.Length), ct).ConfigureAwait(false);
            return new StagedPart(this, request, file);
        }
        catch
        {
            EndStage(request);
            throw;
        }
    }

    /// <summary>Refuses a file that could never be staged here as a whole, before any of it is sent: half of a file belongs to each node.</summary>
    /// <param name="path">Where it shall lie.</param>
    /// <param name="size">Its size in the clear.</param>
    /// <exception cref="StoreException">It is larger than what may be staged (TooLarge).</exception>
    public void NeedStagingRoom(StorePath path, long size)
    {
        var most = _budget.MostOfOne;
        if (size / 2 > most)
        {
            throw new StoreException(
                Status.TooLarge,
                $"Node {_options.Node} gets half of {path}, {size / 2} bytes, and may have {most} bytes of one user on their way. Give its nodes more by Dfs__MaxStagedBytes and Dfs__MaxStagedBytesPerUser.");
        }
    }

    /// <summary>Refuses a file that its user may not keep, before any of it is sent.</summary>
    /// <param name="user">Whose file it is.</param>
    /// <param name="path">Where it shall lie.</param>
    /// <param name="size">Its size in the clear.</param>
    /// <param name="ct">Ends the look.</param>
    /// <exception cref="StoreException">It would be too much (QuotaExceeded).</exception>
    public async Task NeedQuotaAsync(string user, StorePath path, long size, CancellationToken ct)
    {
        if (RuleFor(user) is not { Quota.IsNone: false } rule)
            return;
        if (await _catalog.ReadAsync(
            user, db => rule.FindObstacle(db, path, Stamp.None, rule.GrowthBy(db, path, size)) ?? rule.FindNamesObstacle(db, path), ct).ConfigureAwait(false) is { } why)
            throw new StoreException(Status.QuotaExceeded, why);
    }

    /// <summary>Keeps the stamp of a write that is about to be committed, and sets aside what it will add to what its user keeps. Idempotent.</summary>
    /// <returns>The highest stamp known for the path before, staged writes included.</returns>
    /// <exception cref="StoreException">The content is closed (Closed), or the user may not keep so much (QuotaExceeded).</exception>
    public Task<Stamp> PlaceStampAsync(string user, StorePath path, Stamp stamp, ContentId content, long size, CancellationToken ct) =>
        PlaceStampAsync(user, path, stamp, content, size, StorePath.Root, ct);

    /// <summary>The same for a content that is taken from another path, which adds nothing while that path names it; the root for none.</summary>
    /// <returns>The highest stamp known for the path before, staged writes included.</returns>
    /// <exception cref="StoreException">The content is closed (Closed), or the user may not keep so much (QuotaExceeded).</exception>
    public Task<Stamp> PlaceStampAsync(
        string user, StorePath path, Stamp stamp, ContentId content, long size, StorePath movedFrom, CancellationToken ct)
    {
        ThrowIfNotFounded();
        if (path.IsRoot || stamp.IsNone)
            throw new StoreException(Status.Malformed, "A stamp to place needs a path below the root.");
        var (now, rule) = (Now, RuleFor(user));
        return _catalog.WriteAsync(
            db =>
            {
                ThrowIfClosed(db, user, content);
                var highest = StageRows.HighestBut(db, user, path, stamp);
                if (stamp > StageRows.Committed(db, user, path))
                {
                    var growth = content.IsNone ? default : rule.GrowthBy(db, path, size);
                    if ((IsMove(db, user, movedFrom, content) ? null : rule.FindObstacle(db, path, stamp, growth)) is { } tooMuch)
                        throw new StoreException(Status.QuotaExceeded, tooMuch);
                    if (rule.FindNamesObstacle(db, path, content) is { } tooMany && StageRows.SetAsideFor(db, user, path, stamp) is null)
                        throw new StoreException(Status.QuotaExceeded, tooMany);
                    // A deletion is always possible, and overtakes them all.
                    if (!content.IsNone && StageRows.AreAllAt(db, user, path) && StageRows.SetAsideFor(db, user, path, stamp) is null)
                        throw new StoreException(Status.Busy, $"{StageRows.MostOfPath} writes of {path} are under way, or were given up. Delete it, or wait until one of them is done.");
                    StageRows.Place(db, user, path, stamp, content, growth, now);
                }

                return highest;
            },
            ct);
    }

    private static bool IsMove(CatalogConnection db, string user, StorePath movedFrom, ContentId content) =>
        !movedFrom.IsRoot && !content.IsNone && EntryRows.Find(db, user, movedFrom)?.Entry.Content == content;

    private QuotaRule RuleFor(string user) => new(user, _accounts.Find(user)?.Account.Account.Quota ?? Quota.None);

    /// <summary>Drops what is staged of a content. Idempotent.</summary>
    /// <exception cref="StoreException">The content is committed (Conflict).</exception>
    public async Task DiscardAsync(string user, ContentId content, CancellationToken ct)
    {
        ThrowIfNotFounded();
        using var held = await _contentLocks.HoldAsync(content, ct).ConfigureAwait(false);
        var staged = await _catalog.WriteAsync(
            db =>
            {
                if (ContentRows.Find(db, user, content) is { } committed)
                {
                    throw new StoreException(
                        Status.Conflict, $"The content of {committed.Entry.Entry.Path} is committed; it cannot be discarded, only deleted.");
                }

                var rows = PartRows.Of(db, user, content);
                foreach (var row in rows)
                    PartRows.Remove(db, user, content, row.Part);
                StageRows.RemoveOf(db, user, content);
                var partials = PartialRows.Of(db, user, content);
                foreach (var row in partials)
                    PartialRows.Remove(db, row.Key);
                return (Parts: rows, Partials: partials);
            },
            ct).ConfigureAwait(false);
        _budget.Return(user, staged.Parts.Sum(row => row.Info.Length));
        await DeleteFilesAsync(staged.Parts.Select(row => row.File)).ConfigureAwait(false);
        await RemovePartialsAsync(staged.Partials).ConfigureAwait(false);
    }

    /// <summary>Syncs an incoming file and makes it the staged part; the checks on its bytes are done.</summary>
    internal async Task<StageResult> CompleteStageAsync(StageRequest request, IncomingFile file, CancellationToken ct)
    {
        var (user, content, part) = (request.User, request.Content, request.Part);
        var info = new PartInfo(file.Length, file.Checksum);
        await Task.Run(() => file.Seal([]), ct).ConfigureAwait(false);
        using var held = await _contentLocks.HoldAsync(content, ct).ConfigureAwait(false);
        var rule = RuleFor(user);
        var known = await _catalog.ReadAsync(
            user,
            db =>
            {
                ThrowIfClosed(db, user, content);
                var committed = ContentRows.Find(db, user, content);
                // It would be held at once, and nobody asked whether it may be.
                if (committed is not null && rule.IsExceeded(db))
                    throw new StoreException(Status.QuotaExceeded, $"'{user}' keeps more than it may, and part {part} of {request.Path} is not kept as well. Delete something, or ask the administrator for more.");
                return (Row: PartRows.Find(db, user, content, part), Content: committed, Life: IdentityRows.Incarnation(db));
            },
            ct).ConfigureAwait(false);
        if (known.Content is { } committed && committed.Entry.Entry.Parts[part - 1] != info)
            throw new StoreException(Status.Conflict, $"The content of {request.Path} is committed with another part {part}.");
        if (known.Row is { State: PartState.Held } whole && await Task.Run(() => IsWhole(whole), ct).ConfigureAwait(false))
            return await _catalog.ReadAsync(user, db => Known(db, request), ct).ConfigureAwait(false);

        // From here on a half done change is worse than a late answer.
        var before = await ForgetOtherBytesAsync(request, known.Row, info).ConfigureAwait(false);
        var row = await PlaceAsync(request, file, info, known.Content).ConfigureAwait(false);
        var now = Now;
        var result = await _catalog.WriteAsync(
            db =>
            {
                // The content may have gone with the catalog: then nobody has said that the part is held.
                if (IdentityRows.Incarnation(db) != known.Life)
                    throw new StoreException(Status.NotReady, BegunAnew);
                PartRows.Put(db, user, content, row, now);
                PartialRows.Remove(db, request.Key);
                return Known(db, request);
            },
            CancellationToken.None).ConfigureAwait(false);
        SettleBudget(user, before, row);
        if (known.Row is { } old && old.File != row.File)
            await DeleteFilesAsync([old.File]).ConfigureAwait(false);
        return result;
    }

    /// <summary>Gives back what a stage took of the budget while it was on its way.</summary>
    internal void EndStage(StageRequest request) => _budget.Return(request.User, request.Length);

    private IncomingFile CreateIncoming(string what, long length)
    {
        NeedSpace(what, length);
        return _files.CreateIncoming(length);
    }

    private async ValueTask TakeBudgetAsync(StageRequest request, CancellationToken ct)
    {
        var most = await GetMostStagedAsync(request, ct).ConfigureAwait(false);
        if (_budget.TryTake(request.User, request.Length, most, _files.FreeBytes))
            return;
        // What was begun and given up long ago must not keep anybody from writing.
        await ClearOldPartialsAsync(ct).ConfigureAwait(false);
        if (!_budget.TryTake(request.User, request.Length, most, _files.FreeBytes))
        {
            NeedSpace(request.ToString(), request.Length);
            throw new StoreException(
                Status.Busy,
                $"Node {_options.Node} has {_budget.Used} bytes staged, {_budget.UsedBy(request.User)} of them yours; {request.Length} more for {request.Path} go beyond its limit of {_options.MaxStagedBytes}, or of {most} for this user. Try again when other writes have ended; what was given up is dropped after {_options.PartialRetention.TotalHours:0} hours.");
        }
    }

    // Parts are on their way for a moment, and may be there twice then. More than that nobody needs who may keep no more, or keeps no more of what was allowed once.
    private async ValueTask<long> GetMostStagedAsync(StageRequest request, CancellationToken ct)
    {
        var rule = RuleFor(request.User);
        if (rule.Quota.IsNone)
            return _options.MaxStagedBytesPerUser;
        // A part may be of no bytes at all, and is a file and a row.
        var (kept, tooMany) = await _catalog.ReadAsync(
            request.User, db => (UsageRows.Find(db, request.User).Bytes, rule.FindNamesObstacle(db, request.Path)), ct).ConfigureAwait(false);
        if (tooMany is not null)
            throw new StoreException(Status.QuotaExceeded, tooMany);
        if (rule.Quota.Bytes is not { } quota)
            return _options.MaxStagedBytesPerUser;
        var most = Math.Max(quota, kept);
        return most > _options.MaxStagedBytesPerUser / 2 ? _options.MaxStagedBytesPerUser : Math.Min(_options.MaxStagedBytesPerUser, (2 * most) + StagedBeyondQuota);
    }

    private void NeedSpace(string what, long length)
    {
        var free = _files.FreeBytes;
        if (free - length < _options.ReservedFreeBytes)
        {
            throw new StoreException(
                Status.OutOfSpace,
                $"Node {_options.Node} has {free} bytes free; {what} needs {length} and {_options.ReservedFreeBytes} stay reserved. Free some space on its volume.");
        }
    }

    // A row must never describe another attempt's bytes, not even between the rename and the new row.
    private async Task<PartRow?> ForgetOtherBytesAsync(StageRequest request, PartRow? before, PartInfo info)
    {
        if (before is not { State: PartState.Staged } || before.Info == info)
            return before;
        await ForgetPartsAsync(request.User, request.Content, [before]).ConfigureAwait(false);
        return null;
    }

    private async Task ForgetPartsAsync(string user, ContentId content, IReadOnlyList<PartRow> rows)
    {
        // What went with a catalog that began anew was given back then.
        var bytes = await _catalog.WriteAsync(
            db =>
            {
                var known = rows.Where(row => PartRows.Find(db, user, content, row.Part) == row).ToList();
                foreach (var row in known)
                    PartRows.Remove(db, user, content, row.Part);
                return known.Sum(row => row.Info.Length);
            },
            CancellationToken.None).ConfigureAwait(false);
        _budget.Return(user, bytes);
    }

    private async Task<PartRow> PlaceAsync(StageRequest request, IncomingFile file, PartInfo info, ContentRow? committed)
    {
        var path = PartPath.Of(request.User, request.Path, request.Content, request.Part);
        if (committed is null)
        {
            await Task.Run(() => _files.Place(file, path)).ConfigureAwait(false);
            return new PartRow(request.Part, PartState.Staged, request.IsLoan, info, Trailer: 0, path);
        }

        // A reader finished the write before this part came: it goes where it belongs at once.
        var trailer = new PartTrailer(request.Part, committed.Entry, committed.KeyRecord).ToBytes();
        var isOwn = PlacementTable.PartsOf(committed.Entry.Entry.Placement, _options.Node).Contains(request.Part);
        await Task.Run(() =>
        {
            file.Seal(trailer);
            _files.Place(file, path);
        }).ConfigureAwait(false);
        return new PartRow(request.Part, PartState.Held, !isOwn, info, trailer.Length, path);
    }

    // The bytes on their way are given back when the stage ends; those of the row stay taken until its commit.
    private void SettleBudget(string user, PartRow? before, PartRow after)
    {
        if (before is { State: PartState.Staged })
            _budget.Return(user, before.Info.Length);
        if (after.State == PartState.Staged)
            _budget.Count(user, after.Info.Length);
    }

    private static StageResult Known(CatalogConnection db, StageRequest request) => new(
        StageRows.Highest(db, request.User, request.Path),
        EntryRows.Find(db, request.User, request.Path)?.Entry.Kind ?? EntryKind.None);

    // Closing binds the writer that was given up. A content that is committed was not given up after all, and what is lacking of it may come.
    private static void ThrowIfClosed(CatalogConnection db, string user, ContentId content)
    {
        if (!content.IsNone && StageRows.IsClosed(db, user, content) && ContentRows.Find(db, user, content) is null)
            throw new StoreException(Status.Closed, $"The content {content} was closed: its write was given up. Start the write anew.");
    }
}

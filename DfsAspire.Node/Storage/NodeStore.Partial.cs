using System.Buffers;
using System.IO.Hashing;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    /// <summary>A part of at least so many bytes is kept when its sender is lost: a shorter one is sent again in less time than it takes to ask.</summary>
    public const long ResumableBytes = 1024 * 1024;

    private readonly PartialParts _partials = new();

    /// <summary>
    /// What is staged of a content, part by part, whole or as far as it came before its sender was lost. Reads the latter back, and waits
    /// for senders that are still at work.
    /// </summary>
    /// <exception cref="StoreException">The content is closed (Closed).</exception>
    public async Task<IReadOnlyList<StagedInfo>> GetStagedAsync(string user, ContentId content, CancellationToken ct)
    {
        ThrowIfNotFounded();
        await _partials.WhenIdleAsync(user, content, ct).ConfigureAwait(false);
        var now = Now;
        var rows = await _catalog.WriteAsync(
            db =>
            {
                ThrowIfClosed(db, user, content);
                // Its writer goes on: a day from now on, and not from when the first part came.
                PartRows.TouchStaged(db, user, content, now);
                return (Parts: PartRows.Of(db, user, content), Partials: PartialRows.Of(db, user, content));
            },
            ct).ConfigureAwait(false);
        var staged = new StagedInfo[WireLimits.Nodes];
        foreach (var row in rows.Partials)
            staged[row.Key.Part - 1] = await MeasureAsync(row, ct).ConfigureAwait(false);
        foreach (var row in rows.Parts)
        {
            if (row.State != PartState.Staged)
                staged[row.Part - 1] = new StagedInfo(StagedState.Committed, row.Info.Length, row.Info.Checksum);
            else if (await Task.Run(() => IsWhole(row), ct).ConfigureAwait(false))
                staged[row.Part - 1] = new StagedInfo(StagedState.Whole, row.Info.Length, row.Info.Checksum);
        }

        return staged;
    }

    /// <summary>Drops a part whose bytes are of no use to anybody.</summary>
    internal async Task DropPartialAsync(StageRequest request)
    {
        try
        {
            await ForgetPartialAsync(request.Key).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // A row without its file means nothing.
        }

        EndPartial(request);
    }

    /// <summary>Gives back what a stage took while it was on its way; nothing is left to go on with.</summary>
    internal void EndPartial(StageRequest request)
    {
        EndStage(request);
        _partials.Release(request.Key, null);
    }

    /// <summary>Leaves what has come of a part for its sender to go on with; its file is closed.</summary>
    internal async Task SuspendAsync(StageRequest request, long bytes)
    {
        _budget.Return(request.User, request.Length - bytes);
        try
        {
            // Before it is let go of: who clears old ones must not take it for one.
            var now = Now;
            await _catalog.WriteAsync(db => PartialRows.Touch(db, request.Key, now), CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // It may go sooner than a day from now; its sender begins it again then.
        }

        _partials.Release(request.Key, new PartialState(bytes, null));
        // A discard that came meanwhile found the part at work and left its file to us.
        try
        {
            if (await _catalog.ReadAsync(request.User, db => PartialRows.Find(db, request.Key), CancellationToken.None).ConfigureAwait(false) is null)
                await RemovePartialsAsync([new PartialRow(request.Key, request.Length)]).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // The next start clears a file without a row.
        }
    }

    // What is claimed here is released when the stage ends.
    private async Task<StagedPart> BeginPartialAsync(StageRequest request, long offset, CancellationToken ct)
    {
        if (!request.IsResumable)
            throw NotHere(request, offset);
        if (!_partials.TryClaim(request.Key, out var idle))
            throw new StoreException(Status.Busy, $"Part {request.Part} of {request.Path} is being received already. Try again when that has ended.");
        try
        {
            _budget.Return(request.User, idle?.Bytes ?? 0);
            await TakeBudgetAsync(request, ct).ConfigureAwait(false);
            try
            {
                var file = offset > 0
                    ? await ReopenPartialAsync(request, offset, idle, ct).ConfigureAwait(false)
                    : await MakePartialAsync(request, ct).ConfigureAwait(false);
                return new StagedPart(this, request, file);
            }
            catch
            {
                _budget.Return(request.User, request.Length);
                throw;
            }
        }
        catch
        {
            var left = await Task.Run(() => _files.SizeOf(_files.PartialName(request.Key)), CancellationToken.None).ConfigureAwait(false);
            _budget.Count(request.User, left ?? 0);
            _partials.Release(request.Key, left is null ? null : new PartialState(left.Value, null));
            throw;
        }
    }

    // The row goes first: a file without one is cleared at the next start, like any that nobody knows.
    private async Task<IncomingFile> MakePartialAsync(StageRequest request, CancellationToken ct)
    {
        await ClearOldPartialsAsync(ct).ConfigureAwait(false);
        var file = await Task.Run(() => CreatePartial(request), ct).ConfigureAwait(false);
        try
        {
            await PutPartialAsync(request).ConfigureAwait(false);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private IncomingFile CreatePartial(StageRequest request)
    {
        NeedSpace(request.ToString(), request.Length);
        return _files.CreatePartial(request.Key, request.Length);
    }

    private async Task<IncomingFile> ReopenPartialAsync(StageRequest request, long offset, PartialState? idle, CancellationToken ct)
    {
        var row = await _catalog.ReadAsync(request.User, db => PartialRows.Find(db, request.Key), ct).ConfigureAwait(false);
        var file = row?.Length == request.Length ? await Task.Run(() => _files.OpenPartial(_files.PartialName(row.Key)), ct).ConfigureAwait(false) : null;
        try
        {
            if (file is null || file.Length < offset)
                throw NotHere(request, offset);
            NeedSpace(request.ToString(), request.Length - offset);
            var hash = idle is { Hash: { } known } && idle.Bytes == offset ? known : await HashAsync(file, offset, ct).ConfigureAwait(false);
            await PutPartialAsync(request).ConfigureAwait(false);
            return _files.GoOn(file, _files.PartialName(request.Key), hash, offset);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private StoreException NotHere(StageRequest request, long offset) => new(
        Status.NotStaged, $"Node {_options.Node} has not the first {offset} bytes of part {request.Part} of {request.Path}. Send the part from its beginning.");

    private Task<bool> PutPartialAsync(StageRequest request)
    {
        var now = Now;
        return _catalog.WriteAsync(
            db =>
            {
                ThrowIfClosed(db, request.User, request.Content);
                PartialRows.Put(db, new PartialRow(request.Key, request.Length), _files.PartialName(request.Key), now);
                return true;
            },
            CancellationToken.None);
    }

    private async Task<StagedInfo> MeasureAsync(PartialRow row, CancellationToken ct)
    {
        if (!_partials.TryClaim(row.Key, out var idle))
            return default;
        PartialState? found = idle;
        try
        {
            using var file = await Task.Run(() => _files.OpenToRead(_files.PartialName(row.Key)), ct).ConfigureAwait(false);
            if (file is null)
                return default;
            var bytes = Math.Min(file.Length, row.Length);
            var hash = idle is { Hash: { } known } && idle.Bytes == bytes ? known : await HashAsync(file, bytes, ct).ConfigureAwait(false);
            found = new PartialState(bytes, hash);
            _budget.Count(row.Key.User, bytes - (idle?.Bytes ?? 0));
            return new StagedInfo(StagedState.Partial, bytes, hash.GetCurrentHashAsUInt128());
        }
        finally
        {
            _partials.Release(row.Key, found);
        }
    }

    private async Task<XxHash128> HashAsync(IDiskFile file, long length, CancellationToken ct)
    {
        var hash = new XxHash128();
        var buffer = ArrayPool<byte>.Shared.Rent(CheckBytes);
        try
        {
            for (var offset = 0L; offset < length;)
            {
                var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - offset)), offset, ct).ConfigureAwait(false);
                if (read == 0)
                    throw new StoreException(Status.VolumeFailing, $"A file on node {_options.Node} became shorter while it was read. Check the disk.");
                hash.Append(buffer.AsSpan(0, read));
                offset += read;
            }

            return hash;
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, "read", "a part received before");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Counts what an earlier process left, once at the start.</summary>
    private async Task AdoptPartialsAsync(IReadOnlyList<PartialRow> rows, CancellationToken ct)
    {
        foreach (var row in rows)
        {
            var bytes = await Task.Run(() => _files.SizeOf(_files.PartialName(row.Key)), ct).ConfigureAwait(false) ?? 0;
            _budget.Count(row.Key.User, bytes);
            _partials.Release(row.Key, new PartialState(bytes, null));
        }

        await ClearOldPartialsAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Drops the beginnings of parts of which nothing has come for long. Nobody was told that they are here, so that the node's own clock may decide.</summary>
    internal async Task ClearOldPartialsAsync(CancellationToken ct)
    {
        var moment = Now - (long)_options.PartialRetention.TotalMilliseconds;
        var old = await _catalog.ReadAsync(db => PartialRows.Before(db, moment), ct).ConfigureAwait(false);
        await RemovePartialsAsync(old).ConfigureAwait(false);
    }

    private Task<bool> ForgetPartialAsync(PartKey key) => _catalog.WriteAsync(
        db =>
        {
            PartialRows.Remove(db, key);
            return true;
        },
        CancellationToken.None);

    // A part that is at work keeps its file until the work ends.
    private async Task RemovePartialsAsync(IReadOnlyList<PartialRow> rows)
    {
        foreach (var row in rows)
        {
            if (!_partials.TryClaim(row.Key, out var idle))
                continue;
            await ForgetPartialAsync(row.Key).ConfigureAwait(false);
            await DeleteFilesAsync([_files.PartialName(row.Key)]).ConfigureAwait(false);
            _budget.Return(row.Key.User, idle?.Bytes ?? 0);
            _partials.Release(row.Key, null);
        }
    }
}

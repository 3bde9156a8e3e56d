using System.Buffers;
using System.IO.Hashing;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    private const int CheckBytes = 256 * 1024;

    /// <summary>Opens a part, a staged one too; null when the node does not hold it.</summary>
    /// <exception cref="StoreException">
    /// It is here but damaged, or the disk does not give it (PartDamaged); or no file can be opened at the moment (VolumeFailing).
    /// </exception>
    public async Task<PartFile?> OpenPartAsync(string user, ContentId content, int part, CancellationToken ct)
    {
        ThrowIfNotFounded();
        var (row, unconfirmed) = await _catalog.ReadAsync(
            user, db => (PartRows.Find(db, user, content, part), PartRows.UnconfirmedSince(db, user, content, part)), ct).ConfigureAwait(false);
        if (row is null or { State: PartState.Missing })
            return null;
        if (row.State == PartState.Damaged)
            throw Damaged(row, "it was found so when it was last read");
        IDiskFile? handle = null;
        long size;
        try
        {
            handle = await Task.Run(() => _files.OpenToRead(row.File), ct).ConfigureAwait(false);
            size = handle?.Length ?? 0;
        }
        catch (Exception fault) when (fault is StoreException || Faults.IsFileFault(fault))
        {
            handle?.Dispose();
            throw await ObserveUnreadableAsync(user, content, row, fault).ConfigureAwait(false);
        }

        if (handle is null)
        {
            await ObserveAsync(user, content, row, PartState.Missing, "the file is gone").ConfigureAwait(false);
            return null;
        }

        if (row.State == PartState.Staged ? size >= row.Info.Length : size == row.Info.Length + row.Trailer)
        {
            return new PartFile(
                handle, row.Info.Length, row.File[(row.File.LastIndexOf('/') + 1)..], unconfirmed, fault => ObserveUnreadableAsync(user, content, row, fault));
        }

        handle.Dispose();
        var found = $"the file has {size} bytes instead of {row.Info.Length + row.Trailer}";
        await ObserveAsync(user, content, row, PartState.Damaged, found).ConfigureAwait(false);
        throw Damaged(row, found);
    }

    /// <summary>Re-reads a part from the disk, compares it with its checksum and keeps what it found in the catalog.</summary>
    /// <exception cref="StoreException">No file can be opened at the moment (VolumeFailing), or the catalog fails.</exception>
    public Task<PartCheck> CheckPartAsync(string user, ContentId content, int part, CancellationToken ct) =>
        CheckPartAsync(user, content, part, static (_, _) => default, ct);

    /// <summary>The same, piece by piece: after each its bytes are told, and what is answered is waited for.</summary>
    internal async Task<PartCheck> CheckPartAsync(string user, ContentId content, int part, Func<long, CancellationToken, ValueTask> pace, CancellationToken ct)
    {
        ThrowIfNotFounded();
        var row = await FindPartAsync(user, content, part, ct).ConfigureAwait(false);
        if (row is null or { State: PartState.Missing })
            return new PartCheck(Status.PartMissing, $"Node {_options.Node} does not hold part {part} of content {content}.", 0);
        IDiskFile? handle;
        try
        {
            handle = await Task.Run(() => _files.OpenToRead(row.File), ct).ConfigureAwait(false);
        }
        catch (StoreException unreadable) when (!Faults.IsPassing(unreadable.InnerException))
        {
            return await DamagedAsync(unreadable.Message).ConfigureAwait(false);
        }

        using var opened = handle;
        if (handle is null)
        {
            await ObserveAsync(user, content, row, PartState.Missing, "the file is gone").ConfigureAwait(false);
            return new PartCheck(Status.PartMissing, $"The file {row.File} is gone from the volume of node {_options.Node}.", 0);
        }

        if (await FindDamageAsync(handle, row, pace, ct).ConfigureAwait(false) is not { } fault)
        {
            await ObserveAsync(user, content, row, PartState.Held, null).ConfigureAwait(false);
            return new PartCheck(Status.Ok, null, row.Info.Length);
        }

        return await DamagedAsync(fault).ConfigureAwait(false);

        async Task<PartCheck> DamagedAsync(string found)
        {
            await ObserveAsync(user, content, row, PartState.Damaged, found).ConfigureAwait(false);
            return new PartCheck(Status.PartDamaged, Damaged(row, found).Message, row.Info.Length);
        }
    }

    /// <summary>
    /// Takes the mark off parts that came from one other node and that their user has authenticated since. What is not marked, or has
    /// become another file meanwhile, stays as it is.
    /// </summary>
    public Task ConfirmAsync(string user, IReadOnlyList<AuthenticPart> parts, CancellationToken ct)
    {
        ThrowIfNotFounded();
        return _catalog.WriteAsync(
            db =>
            {
                foreach (var part in parts)
                    PartRows.Confirm(db, user, part);
                return true;
            },
            ct);
    }

    private static async Task<string?> FindDamageAsync(IDiskFile file, PartRow row, Func<long, CancellationToken, ValueTask> pace, CancellationToken ct)
    {
        try
        {
            return await CompareAsync(file, row, pace, ct).ConfigureAwait(false);
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            return NotGivenBack(fault);
        }
    }

    private static string NotGivenBack(Exception fault) => $"the disk does not give its bytes back ({Faults.Said(fault)})";

    private static async Task<string?> CompareAsync(IDiskFile file, PartRow row, Func<long, CancellationToken, ValueTask> pace, CancellationToken ct)
    {
        var size = file.Length;
        if (row.State != PartState.Staged && size != row.Info.Length + row.Trailer)
            return $"the file has {size} bytes instead of {row.Info.Length + row.Trailer}";
        if (await ChecksumAsync(file, row.Info.Length, pace, ct).ConfigureAwait(false) != row.Info.Checksum)
            return "its bytes do not have the checksum they were stored with";
        return row.State != PartState.Staged && file.ReadTrailer() is null ? "the trailer behind its contents is damaged" : null;
    }

    // Null when the file ends too early.
    private static async Task<UInt128?> ChecksumAsync(IDiskFile file, long length, Func<long, CancellationToken, ValueTask> pace, CancellationToken ct)
    {
        var hash = new XxHash128();
        var buffer = ArrayPool<byte>.Shared.Rent(CheckBytes);
        try
        {
            for (var offset = 0L; offset < length;)
            {
                var wanted = (int)Math.Min(buffer.Length, length - offset);
                var read = await file.ReadAsync(buffer.AsMemory(0, wanted), offset, ct).ConfigureAwait(false);
                if (read == 0)
                    return null;
                hash.Append(buffer.AsSpan(0, read));
                offset += read;
                await pace(read, ct).ConfigureAwait(false);
            }

            return hash.GetCurrentHashAsUInt128();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Task<PartRow?> FindPartAsync(string user, ContentId content, int part, CancellationToken ct) =>
        content.IsNone ? Task.FromResult<PartRow?>(null) : _catalog.ReadAsync(user, db => PartRows.Find(db, user, content, part), ct);

    // A staged part that is lost is no loss yet: its writer or its commit finds out. Its row must stay staged to be discarded.
    private async Task ObserveAsync(string user, ContentId content, PartRow row, PartState state, string? fault)
    {
        if (fault is not null)
            LogDamage(user, row.File, fault);
        if (row.State == PartState.Staged)
            return;
        var now = Now;
        await _catalog.WriteAsync(
            db =>
            {
                PartRows.Observe(db, user, content, row, state, wasRead: state != PartState.Missing, now);
                return true;
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    // What was found when somebody asked for the part is what the scrub would find, a week later at the worst: repair and all who ask for the health of a file
    // must know now. The mark does no harm where the disk gives the bytes back the next time. Nothing is deleted for it: repair fetches the part from another
    // node, and puts it in the place of this file only with the signed checksum; where no other has it, this file is read again, and as a check does,
    // that makes it held again. Until then others count one copy less than there may be, and not one more.
    private async Task<StoreException> ObserveUnreadableAsync(string user, ContentId content, PartRow row, Exception fault)
    {
        var translated = fault as StoreException ?? Faults.Translate(fault, "read", row.File);
        if (translated.InnerException is not { } cause || Faults.IsPassing(cause))
            return translated;
        var found = NotGivenBack(cause);
        await ObserveAsync(user, content, row, PartState.Damaged, found).ConfigureAwait(false);
        return Damaged(row, found, cause);
    }

    private StoreException Damaged(PartRow row, string fault, Exception? cause = null) =>
        new(Status.PartDamaged, $"Part {row.Part} on node {_options.Node} is damaged: {row.File}: {fault}. Fetch it from another node.", cause);

    private Task DeleteFilesAsync(IEnumerable<string> files) => Task.Run(() =>
    {
        foreach (var file in files.Where(file => file.Length > 0))
        {
            try
            {
                _files.Delete(file);
            }
            catch (StoreException fault)
            {
                // The catalog has forgotten it: it takes space and does no other harm.
                LogLeftFile(file, fault);
            }
        }
    });
}

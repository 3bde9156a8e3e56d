using System.Globalization;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Resume;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Store;

public sealed partial class DfsClient
{
    /// <summary>From this size on a transfer that was interrupted can be continued: with shorter files there is nothing to save.</summary>
    public const long ResumableBytes = 8 * 1024 * 1024;

    /// <summary>
    /// Stores a local file at a path, in place of whatever file was there. Missing folders are made. A large file that was interrupted goes
    /// on where it stopped, when <see cref="DfsClientOptions.ResumeDirectory"/> is set and the file is still the same.
    /// </summary>
    /// <param name="path">Where to store it.</param>
    /// <param name="file">The local file.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends it. Before the commit nothing has changed then; during the commit it is no longer heeded.</param>
    /// <exception cref="DfsException">The write was refused, or its outcome is open; the fault says which.</exception>
    /// <exception cref="TransferInterruptedException">It was cancelled, and the same call continues it.</exception>
    /// <exception cref="IOException">The local file cannot be read.</exception>
    public Task<PutReceipt> PutFileAsync(
        StorePath path, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        PutFileAsync(path, file, writtenAt: null, progress, cancellationToken);

    /// <summary>The same with a time of its own: that at which the file was written, not stored.</summary>
    /// <param name="path">Where to store it.</param>
    /// <param name="file">The local file.</param>
    /// <param name="writtenAt">What listings are to show as its time, from 1970 on, to the millisecond; null for now. No order of versions rests on it.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends it. Before the commit nothing has changed then; during the commit it is no longer heeded.</param>
    /// <exception cref="DfsException">The write was refused, or its outcome is open; the fault says which.</exception>
    /// <exception cref="TransferInterruptedException">It was cancelled, and the same call continues it.</exception>
    /// <exception cref="IOException">The local file cannot be read.</exception>
    public async Task<PutReceipt> PutFileAsync(
        StorePath path, string file, DateTimeOffset? writtenAt, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        // A pipe or device cannot be read twice.
        return stream.CanSeek
            ? await PutHandleAsync(path, stream.SafeFileHandle, file, known: null, file, writtenAt, progress, cancellationToken)
            : await PutAsync(path, stream, progress, cancellationToken);
    }

    /// <summary>Stores what a stream gives, from its current position on. It is spooled to a private temporary file first.</summary>
    /// <param name="path">Where to store it.</param>
    /// <param name="content">The content.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends it. Before the commit nothing has changed then; during the commit it is no longer heeded.</param>
    /// <exception cref="DfsException">The write was refused, or its outcome is open; the fault says which.</exception>
    public async Task<PutReceipt> PutAsync(
        StorePath path, Stream content, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        using var spool = await Spool.FillAsync(content, path.Value, length: null, takes: null, cancellationToken);
        return await PutSpoolAsync(path, spool, writtenAt: null, progress, cancellationToken);
    }

    /// <summary>Stores what was spooled before.</summary>
    internal Task<PutReceipt> PutSpoolAsync(
        StorePath path, Spool spool, DateTimeOffset? writtenAt, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        PutHandleAsync(path, spool.Handle, path.Value, spool.Digest, local: null, writtenAt, progress, cancellationToken);

    private async Task<PutReceipt> PutHandleAsync(
        StorePath path, SafeFileHandle file, string name, FileDigest? known, string? local, DateTimeOffset? writtenAt, IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var command = Start("PUT", path, cancellationToken);
        return await command.RunAsync(async () =>
        {
            NeedName(path);
            // What was found before the user was known has no padding.
            var digest = (Session.Veil.PadsFiles ? null : known) ?? await FileDigest.ComputeAsync(file, name, Session.Veil, cancellationToken);
            var receipt = await TryTwiceAsync(PutOnceAsync, cancellationToken);
            await KeepFolderAsync(path);
            command.NoteBytes(receipt.Length);
            command.NoteFaults(receipt.Faults);
            return receipt;

            async Task<PutReceipt> PutOnceAsync(Operation operation)
            {
                await EnsureFolderAsync(operation, path.Folder, path, cancellationToken);
                using var slot = local is null || digest.Length < ResumableBytes ? null : Session.Uploads?.TryTake(Cluster, User, path, Path.GetFullPath(local));
                using var attempt = await PutAttempt.BeginAsync(Session, operation, digest, file, name, slot, cancellationToken);
                return await PutContentAsync(operation, path, file, name, digest, attempt, slot, writtenAt, progress, cancellationToken);
            }
        });
    }

    private async Task<PutReceipt> PutContentAsync(
        Operation operation, StorePath path, SafeFileHandle file, string name, FileDigest digest, PutAttempt attempt, ResumeSlot? slot,
        DateTimeOffset? writtenAt, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var upload = new ContentUpload(operation, path, attempt.Content, digest, attempt.Staged);
        var meter = new ProgressMeter(progress, digest.Lanes.Length, Session.Time);
        Entry? entry = null;
        IReadOnlyList<Answer<CommitReply>> taken;
        try
        {
            await upload.StageAsync(file, name, attempt.Keys, meter, cancellationToken);
            if (attempt.Staged is not null || upload.IsDoubtful)
                await upload.LookAsync(Session.Reader, cancellationToken);
            if (upload.IsFolder)
                throw IsFolder(path);
            entry = Draft(path, EntryKind.File, upload.Highest);
            entry = entry with
            {
                WrittenAt = Math.Max(0, writtenAt?.ToUnixTimeMilliseconds() ?? entry.WrittenAt),
                Content = attempt.Content,
                Length = digest.Length,
                Padding = digest.Lanes.Length - digest.Length,
                HiddenLength = Session.Veil.HideLength(attempt.Content, digest.Length),
                Placement = digest.Placement,
                Layout = Entry.FourLanes,
                Parts = upload.Parts,
            };
            taken = await Session.Writer.WriteAsync(
                operation, entry, KeyRecord.Wrap(attempt.Keys, Session.Keyring), token => BeforeCommitAsync(upload, slot, token), cancellationToken);
        }
        catch (Exception fault) when (slot is { IsFilled: true } && IsInterruption(fault))
        {
            throw Interrupted(fault, meter.Percent);
        }
        catch (Exception fault) when (fault is not DfsException { Fault: DfsFault.OutcomeOpen })
        {
            await upload.DiscardAsync();
            slot?.Clear();
            throw;
        }

        return new PutReceipt
        {
            Path = path,
            Stamp = entry.Stamp,
            Content = attempt.Content,
            Length = entry.Length,
            Nodes = [.. taken.Select(answer => answer.Node.Node.Name)],
            Holders = [.. Enumerable.Range(1, Lanes.Count).Select(upload.HoldersOf)],
            Loans = upload.Loans,
            Faults = operation.Faults,
        };
    }

    // Once a commit may be sent the content is nobody's to go on with or to drop.
    private static async Task BeforeCommitAsync(ContentUpload upload, ResumeSlot? slot, CancellationToken cancellationToken)
    {
        await upload.LendAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        slot?.Clear();
    }

    private static bool IsInterruption(Exception fault) => fault is OperationCanceledException or DfsException { Fault: DfsFault.QuorumRefused };

    private static Exception Interrupted(Exception fault, int percent)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $"Interrupted at {percent} %. The same command continues there.");
        return fault is DfsException refused
            ? new DfsException(refused.Fault, $"{refused.Message} {message}", refused) { Faults = refused.Faults }
            : new TransferInterruptedException(message, fault);
    }

    private Entry Draft(StorePath path, EntryKind kind, Stamp highest)
    {
        var now = Session.Time.GetUtcNow();
        return new Entry
        {
            User = User,
            Path = path,
            Kind = kind,
            Stamp = Stamp.Above(highest, now, Session.NewId()),
            WrittenAt = now.ToUnixTimeMilliseconds(),
        };
    }

    private static void NeedName(StorePath path)
    {
        if (path.IsRoot)
            throw new DfsException(DfsFault.Conflict, "A file needs a name; the root folder cannot be written or deleted.");
    }

    private static DfsException IsFolder(StorePath path) =>
        new(DfsFault.Conflict, $"'{path}' is a folder. Choose another name, or delete the folder first.");
}

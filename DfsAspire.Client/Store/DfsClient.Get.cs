using DfsAspire.Client.Quorum;
using DfsAspire.Client.Resume;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

public sealed partial class DfsClient
{
    /// <summary>
    /// Reads a file into a local one, which appears under its name only when it is whole and authenticated. A large one that was interrupted
    /// goes on where it stopped: what has come stays beside it under a hidden name.
    /// </summary>
    /// <param name="path">What to read.</param>
    /// <param name="file">The local file, replaced if it is there; a link stays and its target is replaced; a device or pipe is written to.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DfsException">The file is not there, incomplete or damaged; the fault says which. No output file is left.</exception>
    /// <exception cref="TransferInterruptedException">It was cancelled, and the same call continues it.</exception>
    /// <exception cref="IOException">The local file cannot be written.</exception>
    public Task<GetReceipt> GetFileAsync(
        StorePath path, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        GetFileAsync(new Source(path, Version: null), file, progress, cancellationToken);

    /// <summary>Reads an earlier version of a file into a local one, as <see cref="GetFileAsync(StorePath, string, IProgress{TransferProgress}?, CancellationToken)"/> does.</summary>
    /// <param name="version">What to read.</param>
    /// <param name="file">The local file.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DfsException">No node keeps the version any more (<see cref="DfsFault.NotFound"/>), or it is incomplete or damaged.</exception>
    /// <exception cref="TransferInterruptedException">It was cancelled, and the same call continues it.</exception>
    /// <exception cref="IOException">The local file cannot be written.</exception>
    public Task<GetReceipt> GetFileAsync(
        FileVersion version, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        GetFileAsync(new Source(version.Path, version), file, progress, cancellationToken);

    /// <summary>Reads a file into a stream, which receives authenticated bytes only, in order, and is left short on error.</summary>
    /// <param name="path">What to read.</param>
    /// <param name="destination">Takes the bytes.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DfsException">The file is not there, incomplete or damaged; the fault says which.</exception>
    public Task<GetReceipt> GetAsync(
        StorePath path, Stream destination, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        GetStreamAsync(new Source(path, Version: null), destination, progress, cancellationToken);

    /// <summary>Reads an earlier version of a file into a stream, which receives authenticated bytes only, in order, and is left short on error.</summary>
    /// <param name="version">What to read.</param>
    /// <param name="destination">Takes the bytes.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DfsException">No node keeps the version any more (<see cref="DfsFault.NotFound"/>), or it is incomplete or damaged.</exception>
    public Task<GetReceipt> GetAsync(
        FileVersion version, Stream destination, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        GetStreamAsync(new Source(version.Path, version), destination, progress, cancellationToken);

    private async Task<GetReceipt> GetFileAsync(Source source, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        if (!SpecialFile.IsAt(file))
            return await GetRegularFileAsync(source, file, progress, cancellationToken);
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        return await GetStreamAsync(source, stream, progress, cancellationToken);
    }

    private Task<GetReceipt> GetStreamAsync(Source source, Stream destination, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        GetContentAsync(source, progress, (download, meter) => download.RunInOrderAsync(
            async (_, plaintext) =>
            {
                await destination.WriteAsync(plaintext, cancellationToken);
                meter.Add(plaintext.Length);
            },
            cancellationToken), cancellationToken);

    private Task<GetReceipt> GetRegularFileAsync(
        Source source, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        GetContentAsync(source, progress, async (download, meter) =>
        {
            if (download.Entry.Length >= ResumableBytes
                && await Task.Run(() => ResumableOutput.TryOpen(file, download.Entry, cancellationToken), cancellationToken) is { } resumable)
            {
                using (resumable)
                    await GetResumableAsync(download, meter, resumable, cancellationToken);
                return;
            }

            using var output = OutputFile.Create(file);
            await download.RunAsync(
                (segment, plaintext) =>
                {
                    RandomAccess.Write(output.Handle, plaintext.Span, segment.PlainOffset);
                    meter.Add(plaintext.Length);
                    return default;
                },
                cancellationToken);
            output.Publish();
        }, cancellationToken);

    private static async Task GetResumableAsync(ContentDownload download, ProgressMeter meter, ResumableOutput output, CancellationToken cancellationToken)
    {
        var lanes = new Lanes(download.Entry.ContentLength);
        var first = output.First;
        for (var lane = 0; lane < Lanes.Count; lane++)
            meter.Add(Math.Clamp(download.Entry.Length - lanes.PlainOffset(lane), 0, Math.Min(first[lane] * Lanes.SegmentLength, lanes.PlainLength(lane))));
        try
        {
            await download.RunAsync(
                first,
                (segment, plaintext) =>
                {
                    output.Write(segment, plaintext.Span);
                    meter.Add(plaintext.Length);
                    return default;
                },
                cancellationToken);
        }
        catch (Exception fault) when (fault is OperationCanceledException or DfsException { Fault: DfsFault.Incomplete or DfsFault.Integrity or DfsFault.WrongCredentials })
        {
            // Every segment of it was authenticated; of a part that is damaged here, the other copy may only be away.
            output.Keep();
            if (fault is OperationCanceledException)
                throw Interrupted(fault, meter.Percent);
            throw;
        }

        output.Publish();
    }

    private async Task<GetReceipt> GetContentAsync(
        Source source, IProgress<TransferProgress>? progress, Func<ContentDownload, ProgressMeter, Task> receive, CancellationToken cancellationToken)
    {
        var path = source.Path;
        using var command = Start("GET", path, cancellationToken);
        return await command.RunAsync(async () =>
        {
            NeedName(path);
            var operation = Session.Begin();
            var (view, entry) = await FindAsync(operation, source, cancellationToken);
            using var keys = await OpenKeysAsync(view, entry, cancellationToken);
            await receive(new ContentDownload(operation, view, keys), new ProgressMeter(progress, entry.Length, Session.Time));
            await operation.Confirmations.SendAsync(Session.Time, cancellationToken);
            command.NoteBytes(entry.Length);
            command.NoteFaults(operation.Faults);
            return new GetReceipt
            {
                Path = path,
                Length = entry.Length,
                WrittenAt = DateTimeOffset.FromUnixTimeMilliseconds(entry.WrittenAt),
                AnsweredByTwo = view.Answers.Count < Operation.Quorum,
                Faults = operation.Faults,
            };
        });
    }

    private async Task<(PathView View, Entry Entry)> FindAsync(Operation operation, Source source, CancellationToken cancellationToken)
    {
        if (source.Version is { } version)
            return (await FindToReadAsync(operation, version, cancellationToken), version.Signed.Entry);
        var view = await Session.Reader.ReadAsync(operation, source.Path, cancellationToken);
        return (view, FileOf(operation, view, source.Path));
    }

    private static Entry FileOf(Operation operation, PathView view, StorePath path)
    {
        if (view.Answers.Count == 0)
            throw Unanswered(operation, path);
        if (view.Kind == EntryKind.Folder)
            throw new DfsException(DfsFault.Conflict, $"'{path}' is a folder. Name a file in it.") { Faults = operation.Faults };
        if (!view.Exists)
        {
            var where = view.Answers.Count == 1 ? " on the one reachable node" : "";
            throw new DfsException(DfsFault.NotFound, $"'{path}' was not found{where}.") { Faults = operation.Faults };
        }

        // One node may be behind the others: what it has may be old, and the table of promises says so.
        if (view.Answers.Count == 1)
            throw PartDownload.Incomplete(operation);
        return view.Best!.Entry;
    }

    private async Task<ContentKeys> OpenKeysAsync(PathView view, Entry entry, CancellationToken cancellationToken) =>
        await Session.Keys.OpenAsync(entry.Content, [.. view.KeyRecords], cancellationToken) ?? throw NoSoundKeyRecord(entry);

    private async Task<ReadOnlyMemory<byte>> KeyRecordOfAsync(PathView view, Entry entry, CancellationToken cancellationToken) =>
        await Session.Keys.WrapAsync(entry.Content, [.. view.KeyRecords], cancellationToken) ?? throw NoSoundKeyRecord(entry);

    private static DfsException NoSoundKeyRecord(Entry entry) =>
        new(DfsFault.Integrity, $"'{entry.Path}' cannot be opened: no node gives a sound key record for it.");

    // What is read: what the path holds now, or one of its versions.
    private sealed record Source(StorePath Path, FileVersion? Version);
}

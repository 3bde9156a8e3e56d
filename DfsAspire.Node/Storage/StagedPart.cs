using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>
/// A part on its way to the volume. Write its bytes in order, then complete it; disposing it before drops what was written.
/// Not for use by two callers at once.
/// </summary>
public sealed class StagedPart : IAsyncDisposable
{
    private readonly NodeStore _store;
    private readonly StageRequest _request;
    private readonly IncomingFile _file;
    private bool _isCompleted;
    private bool _isStaged;
    private bool _hasFailed;
    private bool _isDisposed;

    internal StagedPart(NodeStore store, StageRequest request, IncomingFile file) => (_store, _request, _file) = (store, request, file);

    /// <summary>Appends bytes. Hand over large buffers: each call is one write.</summary>
    /// <exception cref="StoreException">More bytes than announced (TooLarge), no space (OutOfSpace) or a failing disk (VolumeFailing).</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (bytes.Length > _request.Length - _file.Length)
            throw new StoreException(Status.TooLarge, $"Part {_request.Part} of {_request.Path} has more than the {_request.Length} bytes announced.");
        try
        {
            await _file.WriteAsync(bytes, ct).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // Nobody knows what the disk holds now.
            _hasFailed = true;
            throw;
        }
    }

    /// <summary>Syncs the part, compares it with its sender's checksum and makes it staged. When this returns the part survives a power cut.</summary>
    /// <param name="checksum">The XxHash128 of all bytes.</param>
    /// <param name="ct">Gives up before the part has its place; afterwards the end is waited for.</param>
    /// <exception cref="StoreException">Fewer bytes than announced (Malformed), another checksum (ChecksumMismatch), a content that is closed
    /// (Closed) or committed with another part (Conflict), a catalog that began anew meanwhile (NotReady), no space (OutOfSpace) or a failing disk
    /// (VolumeFailing).</exception>
    public async Task<StageResult> CompleteAsync(UInt128 checksum, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isCompleted)
            throw new InvalidOperationException("The part was completed before.");
        _isCompleted = true;
        if (_file.Length != _request.Length)
        {
            throw new StoreException(
                Status.Malformed, $"Part {_request.Part} of {_request.Path} ended after {_file.Length} of {_request.Length} bytes. Send it again.");
        }

        if (_file.Checksum != checksum)
        {
            throw new StoreException(
                Status.ChecksumMismatch, $"Part {_request.Part} of {_request.Path} was changed on its way: its checksum does not match. Send it again.");
        }

        var result = await _store.CompleteStageAsync(_request, _file, ct).ConfigureAwait(false);
        _isStaged = true;
        return result;
    }

    /// <summary>Ends the stage. What came of a large part whose sender was lost is kept for it to go on with.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_request.IsResumable)
        {
            _file.Dispose();
            _store.EndStage(_request);
        }
        else if (_isStaged)
        {
            _file.Dispose();
            _store.EndPartial(_request);
        }
        else if (_isCompleted || _hasFailed)
        {
            _file.Dispose();
            await _store.DropPartialAsync(_request).ConfigureAwait(false);
        }
        else if (await Task.Run(_file.TryKeep).ConfigureAwait(false))
        {
            await _store.SuspendAsync(_request, _file.Length).ConfigureAwait(false);
        }
        else
        {
            await _store.DropPartialAsync(_request).ConfigureAwait(false);
        }
    }
}

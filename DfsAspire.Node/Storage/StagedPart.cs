namespace DfsAspire.Node.Storage;

/// <summary>
/// A part on its way to the volume. Write its bytes in order, then complete it; disposing it before drops what was written.
/// Not for use by two callers at once.
/// </summary>
public sealed class StagedPart : IAsyncDisposable
{
    /// <summary>Appends bytes. Hand over large buffers: each call is one write.</summary>
    /// <exception cref="StoreException">More bytes than announced (TooLarge), no space (OutOfSpace) or a failing disk (VolumeFailing).</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Syncs the part, compares it with its sender's checksum and makes it staged. When this returns the part survives a power cut.</summary>
    /// <param name="checksum">The XxHash128 of all bytes.</param>
    /// <param name="ct">Gives up waiting; the part may be staged all the same.</param>
    /// <exception cref="StoreException">Other bytes than announced (Malformed), another checksum (ChecksumMismatch), a content that is closed
    /// (Closed) or committed with another part (Conflict), no space (OutOfSpace) or a failing disk (VolumeFailing).</exception>
    public Task<StageResult> CompleteAsync(UInt128 checksum, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

namespace DfsAspire.Node.Storage.Files;

/// <summary>An open file of this machine.</summary>
internal sealed class LocalDiskFile(FileStream file) : IDiskFile
{
    private long _begun;

    public long Length
    {
        get => RandomAccess.GetLength(file.SafeFileHandle);
        set => RandomAccess.SetLength(file.SafeFileHandle, value);
    }

    public ValueTask<int> ReadAsync(Memory<byte> buffer, long position, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(file.SafeFileHandle, buffer, position, cancellationToken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long position, CancellationToken cancellationToken)
    {
        // Parts are written from one end to the other.
        if (position - _begun >= EarlyWriting.Bytes)
        {
            EarlyWriting.Start(file.SafeFileHandle, _begun, position - _begun);
            _begun = position;
        }

        return RandomAccess.WriteAsync(file.SafeFileHandle, bytes, position, cancellationToken);
    }

    public int Read(Span<byte> buffer, long position) => RandomAccess.Read(file.SafeFileHandle, buffer, position);

    public void Write(ReadOnlySpan<byte> bytes, long position) => RandomAccess.Write(file.SafeFileHandle, bytes, position);

    public void Sync() => RandomAccess.FlushToDisk(file.SafeFileHandle);

    public void Dispose() => file.Dispose();
}

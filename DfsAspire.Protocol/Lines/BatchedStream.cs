namespace DfsAspire.Protocol.Lines;

/// <summary>
/// Stands between TLS and a socket. TLS reads and writes record by record, 16 KiB at most; a system call for each of them, and a wait before it, would cost
/// more than the encryption does. Reading and writing may go on at the same time; nothing of what is written is sent before a flush or a full buffer.
/// </summary>
internal sealed class BatchedStream(Stream inner) : Stream
{
    private const int BufferBytes = 128 * 1024;

    private readonly byte[] _read = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private readonly byte[] _written = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private int _readFrom;
    private int _readTo;
    private int _unsent;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_readFrom == _readTo)
        {
            _readFrom = 0;
            // Cleared first: a read that is cancelled has read nothing.
            _readTo = 0;
            _readTo = await inner.ReadAsync(_read, cancellationToken);
        }

        var taken = Math.Min(buffer.Length, _readTo - _readFrom);
        _read.AsSpan(_readFrom, taken).CopyTo(buffer.Span);
        _readFrom += taken;
        return taken;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var taken = Math.Min(buffer.Length, BufferBytes - _unsent);
            buffer.Span[..taken].CopyTo(_written.AsSpan(_unsent));
            _unsent += taken;
            buffer = buffer[taken..];
            if (_unsent == BufferBytes)
                await FlushAsync(cancellationToken);
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_unsent == 0)
            return;
        var sending = _written.AsMemory(0, _unsent);
        _unsent = 0;
        await inner.WriteAsync(sending, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

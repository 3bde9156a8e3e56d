namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A file that does something when it has taken a number of bytes, and then the next thing.</summary>
internal sealed class StreamThatActs(FileStream file, params (long At, Action Act)[] acts) : Stream
{
    private readonly Queue<(long At, Action Act)> _acts = new(acts);

    public StreamThatActs(FileStream file, long at, Action act) : this(file, (at, act))
    {
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await file.WriteAsync(buffer, cancellationToken);
        while (_acts.TryPeek(out var next) && file.Position >= next.At)
            _acts.Dequeue().Act();
    }

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Network;

/// <summary>One end of a line, as a program sees a socket.</summary>
internal sealed class LineEnd(Line line, Actor owner) : Stream
{
    private readonly Queue<ArraySegment<byte>> _arrived = new();
    private TaskCompletionSource? _somethingCame;
    private TaskCompletionSource? _roomCame;
    private bool _peerClosed;
    private bool _isDisposed;
    private bool _isReset;

    public Actor Owner => owner;

    /// <summary>Who has the other end.</summary>
    public Actor Opposite => (line.Near == this ? line.Far : line.Near).Owner;

    /// <summary>What this end sends.</summary>
    public Flow Out { get; set; } = null!;

    /// <summary>What this end receives.</summary>
    public Flow In { get; set; } = null!;

    public bool IsDisposed => _isDisposed;

    /// <summary>False when the other side is known to be gone, or has said something that nobody asked for.</summary>
    public bool IsQuiet => !_peerClosed && !_isReset && !_isDisposed && _arrived.Count == 0;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Arrive(ArraySegment<byte> bytes)
    {
        _arrived.Enqueue(bytes);
        Wake(ref _somethingCame);
    }

    public void ArriveEnd()
    {
        _peerClosed = true;
        Wake(ref _somethingCame);
    }

    public void Reset()
    {
        _isReset = true;
        Wake(ref _somethingCame);
        Wake(ref _roomCame);
    }

    public void NoteRoom() => Wake(ref _roomCame);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ThrowIfUseless();
            if (_arrived.TryPeek(out var first))
                return Take(first, buffer.Span);
            if (_peerClosed)
                return 0;
            _somethingCame ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _somethingCame.Task.WaitAsync(cancellationToken);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            ThrowIfUseless();
            if (Out.Room > 0)
            {
                var now = Math.Min(Out.Room, buffer.Length);
                Out.Send(buffer.Span[..now]);
                buffer = buffer[now..];
                continue;
            }

            _roomCame ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _roomCame.Task.WaitAsync(cancellationToken);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (owner.IsAlive && !_isReset)
            Out.SendEnd();
        Wake(ref _somethingCame);
        Wake(ref _roomCame);
    }

    private int Take(ArraySegment<byte> first, Span<byte> destination)
    {
        var taken = Math.Min(first.Count, destination.Length);
        first.AsSpan(0, taken).CopyTo(destination);
        _arrived.Dequeue();
        if (taken < first.Count)
        {
            var rest = _arrived.ToArray();
            _arrived.Clear();
            _arrived.Enqueue(first[taken..]);
            foreach (var piece in rest)
                _arrived.Enqueue(piece);
        }

        In.NoteTaken(taken);
        return taken;
    }

    private void ThrowIfUseless()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isReset)
            throw new IOException($"Connection {line.Number} was reset by peer.");
    }

    private static void Wake(ref TaskCompletionSource? waiting)
    {
        waiting?.TrySetResult();
        waiting = null;
    }
}

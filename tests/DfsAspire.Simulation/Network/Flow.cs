using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Network;

/// <summary>One direction of a line: pieces arrive in order, each after its own delay, and not while one side is stalled or cut off.</summary>
internal sealed class Flow(World world, Line line, LineEnd from, LineEnd to)
{
    private const int MaxPiece = 16 * 1024;

    private readonly Queue<ArraySegment<byte>?> _underWay = new();
    private readonly int _window = line.Conditions.Window;
    private int _unread;
    private TimeSpan _lastArrival;

    /// <summary>How many bytes the sender may send before the receiver has read some.</summary>
    public int Room => Math.Max(0, _window - _unread);

    public void Send(ReadOnlySpan<byte> bytes)
    {
        _unread += bytes.Length;
        while (!bytes.IsEmpty)
        {
            var length = line.Chance.Happens(line.Conditions.SplitRate)
                ? line.Chance.Between(1, Math.Min(bytes.Length, MaxPiece))
                : Math.Min(bytes.Length, MaxPiece);
            SendPiece(bytes[..length].ToArray());
            bytes = bytes[length..];
        }
    }

    /// <summary>The sender closes its end, behind all that it has sent.</summary>
    public void SendEnd() => SendPiece(null);

    public void NoteTaken(int bytes)
    {
        var wasFull = Room == 0;
        _unread -= bytes;
        if (wasFull && Room > 0)
            from.NoteRoom();
    }

    private void SendPiece(ArraySegment<byte>? piece)
    {
        _underWay.Enqueue(piece);
        var arrival = world.Now + line.Delay();
        _lastArrival = arrival > _lastArrival ? arrival : _lastArrival;
        world.In(_lastArrival - world.Now, Deliver);
    }

    private void Deliver()
    {
        if (line.IsCut || !to.Owner.IsAlive)
            return;
        var blocked = line.BlockedUntil(to);
        if (blocked > world.Now)
        {
            world.In(blocked - world.Now, Deliver);
            return;
        }

        var piece = _underWay.Dequeue();
        if (to.IsDisposed)
        {
            // What a closed end receives is answered with a reset.
            if (piece is not null)
                world.In(line.Delay(), from.Reset);
        }
        else if (piece is { } bytes)
        {
            var length = line.Spend(bytes.Count);
            world.Trace.Note($"{from.Owner}>{to.Owner} #{line.Number} {length} bytes");
            if (length > 0)
                to.Arrive(bytes[..length]);
            if (length < bytes.Count)
                line.Cut();
        }
        else
        {
            to.ArriveEnd();
        }
    }
}

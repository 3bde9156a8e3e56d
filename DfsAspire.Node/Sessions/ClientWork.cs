using System.Collections.Concurrent;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Sessions;

/// <summary>Knows whether clients send or fetch parts at the moment, for work that can wait for them.</summary>
internal sealed class ClientWork(TimeProvider time)
{
    private readonly ConcurrentDictionary<ContentId, int> _received = new();
    private readonly Transfers _sending = new(time);
    private readonly Transfers _receiving = new(time);

    /// <summary>True while a part is sent or received, and a moment longer.</summary>
    public bool IsUnderWay => _sending.AreUnderWay || IsReceivingAny;

    /// <summary>True while a part is received, and a moment longer.</summary>
    public bool IsReceivingAny => _receiving.AreUnderWay;

    /// <summary>True while a part of this content is being received.</summary>
    public bool IsReceiving(ContentId content) => _received.ContainsKey(content);

    /// <summary>Counts a part that is sent to a client until what is answered is disposed of.</summary>
    public Transfer BeginSending()
    {
        _sending.Begin();
        return new Transfer(this, null);
    }

    /// <summary>Counts a part that is received until what is answered is disposed of.</summary>
    public Transfer BeginReceiving(ContentId content)
    {
        _receiving.Begin();
        _received.AddOrUpdate(content, 1, static (_, parts) => parts + 1);
        return new Transfer(this, content);
    }

    private void End(ContentId? received)
    {
        if (received is not { } content)
        {
            _sending.End();
            return;
        }

        if (_received.AddOrUpdate(content, 0, static (_, parts) => parts - 1) == 0)
            _received.TryRemove(new KeyValuePair<ContentId, int>(content, 0));
        _receiving.End();
    }

    /// <summary>A transfer that is under way.</summary>
    internal readonly struct Transfer(ClientWork? work, ContentId? received) : IDisposable
    {
        public void Dispose() => work?.End(received);
    }

    // Those of one direction.
    private sealed class Transfers(TimeProvider time)
    {
        // Between two parts of one file, and two files of one client, nothing is under way for a moment.
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

        private int _underWay;
        private long _ended = long.MinValue;

        public bool AreUnderWay =>
            Volatile.Read(ref _underWay) > 0 || (Volatile.Read(ref _ended) is var ended && ended != long.MinValue && time.GetElapsedTime(ended) < Pause);

        public void Begin() => Interlocked.Increment(ref _underWay);

        public void End()
        {
            Volatile.Write(ref _ended, time.GetTimestamp());
            Interlocked.Decrement(ref _underWay);
        }
    }
}

using System.Collections.Concurrent;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Sessions;

/// <summary>Knows whether clients send or fetch parts at the moment, for work that can wait for them. A client that moves next to nothing keeps nobody waiting.</summary>
internal sealed class ClientWork(TimeProvider time)
{
    // Between two parts of one file nothing is received for a moment.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ContentId, int> _received = new();
    private readonly ConcurrentDictionary<Transfer, bool> _receiving = new();
    private readonly Traffic _traffic = new(time);
    private long _ended = long.MinValue;

    /// <summary>True while clients move so much that the disk and the processor are theirs first.</summary>
    public bool IsUnderWay => _traffic.IsConsiderable;

    /// <summary>True while a part is received, and a moment longer; parts that hardly get on do not count.</summary>
    public bool IsReceivingAny =>
        _receiving.Any(static transfer => transfer.Key.GetsOn) || (Volatile.Read(ref _ended) is var ended && ended != long.MinValue && time.GetElapsedTime(ended) < Pause);

    /// <summary>True while a part of this content is being received.</summary>
    public bool IsReceiving(ContentId content) => _received.ContainsKey(content);

    /// <summary>A part that is sent to a client until what is answered is disposed of.</summary>
    public Transfer BeginSending() => new(this, null);

    /// <summary>A part that is received until what is answered is disposed of.</summary>
    public Transfer BeginReceiving(ContentId content)
    {
        var transfer = new Transfer(this, content);
        _receiving[transfer] = true;
        _received.AddOrUpdate(content, 1, static (_, parts) => parts + 1);
        return transfer;
    }

    private void EndReceiving(Transfer transfer, ContentId content)
    {
        if (_received.AddOrUpdate(content, 0, static (_, parts) => parts - 1) == 0)
            _received.TryRemove(new KeyValuePair<ContentId, int>(content, 0));
        Volatile.Write(ref _ended, time.GetTimestamp());
        _receiving.TryRemove(transfer, out _);
    }

    /// <summary>A transfer that is under way.</summary>
    internal sealed class Transfer(ClientWork work, ContentId? received) : IDisposable
    {
        private const long LeastBytesPerSecond = 16 * 1024;

        // Whoever has just begun, or waits for a slow disk of ours, is given time.
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

        private readonly long _began = work.Time.GetTimestamp();
        private long _bytes;

        /// <summary>True unless it has gone on for long and moved hardly anything.</summary>
        public bool GetsOn => work.Time.GetElapsedTime(_began) is var elapsed && (elapsed < Patience || Interlocked.Read(ref _bytes) >= elapsed.TotalSeconds * LeastBytesPerSecond);

        /// <summary>Counts what it has moved.</summary>
        public void Move(long bytes)
        {
            Interlocked.Add(ref _bytes, bytes);
            work._traffic.Count(bytes);
        }

        public void Dispose()
        {
            if (received is { } content)
                work.EndReceiving(this, content);
        }
    }

    private TimeProvider Time => time;

    // Bytes of this second and the one before.
    private sealed class Traffic(TimeProvider time)
    {
        private const long Considerable = 512 * 1024;

        private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

        private readonly Lock _lock = new();
        private long _since = time.GetTimestamp();
        private long _before;
        private long _now;

        public bool IsConsiderable
        {
            get
            {
                lock (_lock)
                {
                    Advance();
                    return _before + _now >= Considerable;
                }
            }
        }

        public void Count(long bytes)
        {
            lock (_lock)
            {
                Advance();
                _now += bytes;
            }
        }

        private void Advance()
        {
            var passed = time.GetElapsedTime(_since);
            if (passed < Second)
                return;
            (_before, _now, _since) = (passed < 2 * Second ? _now : 0, 0, time.GetTimestamp());
        }
    }
}

using System.Collections.Concurrent;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Sessions;

/// <summary>Knows whether clients send or fetch parts at the moment, for work that can wait for them. A transfer that hardly gets on keeps nothing waiting.</summary>
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
    public Transfer BeginSending() => _sending.Begin(() => { });

    /// <summary>Counts a part that is received until what is answered is disposed of.</summary>
    public Transfer BeginReceiving(ContentId content)
    {
        _received.AddOrUpdate(content, 1, static (_, parts) => parts + 1);
        return _receiving.Begin(() =>
        {
            if (_received.AddOrUpdate(content, 0, static (_, parts) => parts - 1) == 0)
                _received.TryRemove(new KeyValuePair<ContentId, int>(content, 0));
        });
    }

    /// <summary>A transfer that is under way.</summary>
    internal sealed class Transfer(TimeProvider time, Action<Transfer> end) : IDisposable
    {
        // Of one part. Who sends a sixth of this is cut off in any case; slow lines manage more.
        private const long LeastBytesPerSecond = 1024;

        // Whoever has just begun, or waits for a slow disk of ours, is given time.
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

        private readonly long _began = time.GetTimestamp();
        private long _bytes;

        /// <summary>True unless it has gone on for long and moved hardly anything.</summary>
        public bool GetsOn => time.GetElapsedTime(_began) is var elapsed && (elapsed < Patience || Interlocked.Read(ref _bytes) >= elapsed.TotalSeconds * LeastBytesPerSecond);

        /// <summary>Counts what it has moved.</summary>
        public void Move(long bytes) => Interlocked.Add(ref _bytes, bytes);

        public void Dispose() => end(this);
    }

    // Those of one direction.
    private sealed class Transfers(TimeProvider time)
    {
        // Between two parts of one file, and two files of one client, nothing is under way for a moment.
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

        private readonly ConcurrentDictionary<Transfer, bool> _underWay = new();
        private long _ended = long.MinValue;

        public bool AreUnderWay =>
            _underWay.Any(static transfer => transfer.Key.GetsOn) || (Volatile.Read(ref _ended) is var ended && ended != long.MinValue && time.GetElapsedTime(ended) < Pause);

        public Transfer Begin(Action atEnd)
        {
            var transfer = new Transfer(time, transfer =>
            {
                Volatile.Write(ref _ended, time.GetTimestamp());
                _underWay.TryRemove(transfer, out _);
                atEnd();
            });
            _underWay[transfer] = true;
            return transfer;
        }
    }
}

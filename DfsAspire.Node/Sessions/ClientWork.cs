namespace DfsAspire.Node.Sessions;

/// <summary>Knows whether clients send or fetch parts at the moment, for work that can wait for them.</summary>
internal sealed class ClientWork(TimeProvider time)
{
    // Between two parts of one file, and two files of one client, nothing is under way for a moment.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private int _underWay;
    private long _ended = long.MinValue;

    /// <summary>True while a transfer is under way, and a moment longer.</summary>
    public bool IsUnderWay => Volatile.Read(ref _underWay) > 0 || (Volatile.Read(ref _ended) is var ended && ended != long.MinValue && time.GetElapsedTime(ended) < Pause);

    /// <summary>Counts a transfer until what is answered is disposed of.</summary>
    public Transfer Begin()
    {
        Interlocked.Increment(ref _underWay);
        return new Transfer(this);
    }

    private void End()
    {
        Volatile.Write(ref _ended, time.GetTimestamp());
        Interlocked.Decrement(ref _underWay);
    }

    /// <summary>A transfer that is under way.</summary>
    internal readonly struct Transfer(ClientWork? work) : IDisposable
    {
        public void Dispose() => work?.End();
    }
}

using DfsAspire.Client.Transfer;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>Writes to a client and gives it up when one write takes too long: it has stopped taking anything.</summary>
internal sealed class StallWatch : OneWayStream
{
    private readonly Stream _inner;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stop;

    public StallWatch(Stream inner, TimeSpan limit, CancellationToken cancellationToken)
    {
        (_inner, _limit) = (inner, limit);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Ends when the client has gone or stalled.</summary>
    public CancellationToken Token => _stop.Token;

    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _stop.CancelAfter(_limit);
        await _inner.WriteAsync(buffer, _stop.Token);
        _stop.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _stop.Dispose();
        base.Dispose(disposing);
    }
}

using DfsAspire.Client.Transfer;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>
/// For writers that send contents asynchronously and the few bytes between them not: those wait for the next of the others, so that nothing ever
/// blocks on a client.
/// </summary>
internal sealed class LateWrites(Stream inner) : OneWayStream
{
    private readonly MemoryStream _waiting = new();

    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => _waiting.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _waiting.Write(buffer);

    public override void Flush()
    {
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await SendWaitingAsync(cancellationToken);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await SendWaitingAsync(cancellationToken);
        await inner.FlushAsync(cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _waiting.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask SendWaitingAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Length == 0)
            return;
        await inner.WriteAsync(_waiting.GetBuffer().AsMemory(0, (int)_waiting.Length), cancellationToken);
        _waiting.SetLength(0);
    }
}

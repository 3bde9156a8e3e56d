using DfsAspire.Client.Transfer;

namespace DfsAspire.Gateway.Tests.Harness;

/// <summary>Bytes that come as from a network: read once, from front to back.</summary>
internal abstract class ReadOnceStream : OneWayStream
{
    public override bool CanRead => true;

    public override void Flush()
    {
    }
}

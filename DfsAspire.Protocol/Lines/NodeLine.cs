using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Protocol.Lines;

/// <summary>A line to a node: its bytes, and whether it is still open. Disposing the stream closes it.</summary>
/// <param name="Stream">The bytes, both ways. What is written may wait for a flush.</param>
/// <param name="IsOpen">False when the node is known to have closed its end, or has said something nobody asked for. True promises nothing.</param>
public sealed record NodeLine(Stream Stream, Func<bool> IsOpen)
{
    /// <summary>What a log-in on this line is bound to.</summary>
    public ChannelBinding Binding { get; init; } = ChannelBinding.None;

    /// <summary>The certificate that the other side showed; null without TLS. Only a log-in bound to it proves that it is the node's.</summary>
    public CertificateFingerprint? Certificate { get; init; }
}

using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Store;

/// <summary>Where one of the four nodes is reached.</summary>
/// <param name="Number">1 to 4: its place in the placement table.</param>
/// <param name="Name">What people call it, in messages and traces: <c>node1</c>, <c>DFS1</c>.</param>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">TCP port.</param>
public sealed record NodeAddress(int Number, string Name, string Host, int Port)
{
    /// <summary>The only certificate that this node may show; null takes any that its log-in is bound to.</summary>
    public CertificateFingerprint? Certificate { get; init; }

    /// <summary>Name and place, for messages.</summary>
    public override string ToString() => $"{Name} ({Host}:{Port})";
}

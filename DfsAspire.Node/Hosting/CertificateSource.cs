namespace DfsAspire.Node.Hosting;

/// <summary>Where a node's own certificate comes from when it is not to make one. As text it shows the file only.</summary>
/// <param name="File">PEM (the node's certificate first, then those of its issuers) or PKCS #12.</param>
/// <param name="Key">PEM file with the private key; null when it is in <paramref name="File"/>.</param>
/// <param name="Password">What opens the key; null when it is not encrypted.</param>
public sealed record CertificateSource(string File, string? Key, string? Password)
{
    /// <inheritdoc/>
    public override string ToString() => File;
}

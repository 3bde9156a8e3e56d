namespace DfsAspire.Protocol.Authentication;

/// <summary>What a server keeps of a password (RFC 5802, section 3).</summary>
public sealed record ScramVerifier(ReadOnlyMemory<byte> Salt, int Iterations, ReadOnlyMemory<byte> StoredKey, ReadOnlyMemory<byte> ServerKey);

namespace DfsAspire.Protocol.Entries;

/// <summary>Signs a message with a private key: ECDSA P-256 with SHA-256, in the 64-byte form of IEEE P1363.</summary>
public delegate byte[] MessageSigner(ReadOnlySpan<byte> message);

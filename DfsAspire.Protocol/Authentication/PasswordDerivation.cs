namespace DfsAspire.Protocol.Authentication;

/// <summary>How a password becomes the user's root key.</summary>
public sealed record PasswordDerivation(ReadOnlyMemory<byte> Salt, int Rounds);

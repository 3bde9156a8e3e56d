namespace DfsAspire.Protocol.Authentication;

/// <summary>What one node needs to authenticate one user.</summary>
/// <param name="Verifier">The verifier of this node.</param>
/// <param name="Derivation">How the client gets from the user's password to its keys; the same on every node.</param>
public sealed record ScramCredentials(ScramVerifier Verifier, PasswordDerivation Derivation);

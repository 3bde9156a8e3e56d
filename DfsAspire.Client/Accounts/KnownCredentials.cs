using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Accounts;

/// <summary>A user's own credentials as the nodes have them, opened.</summary>
/// <param name="Credentials">What they say.</param>
/// <param name="Signed">As they are kept; null where an account of the first releases has none yet.</param>
/// <param name="Keyring">The keyring in them.</param>
internal sealed record KnownCredentials(Credentials Credentials, SignedCredentials? Signed, Keyring Keyring) : IDisposable
{
    public void Dispose() => Keyring.Dispose();
}

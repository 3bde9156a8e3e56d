using DfsAspire.Client.Sealing;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Client.Founding;

/// <summary>Makes accounts: new keys, wrapped by what follows from the password, and one verifier per node.</summary>
internal static class AccountMaker
{
    /// <summary>An account signed by itself: the administrator's.</summary>
    public static async Task<SignedAccount> SelfSignedAsync(string user, string password, CancellationToken cancellationToken)
    {
        using var keyring = Keyring.Create();
        return await SignedAsync(user, AccountRole.Administrator, password, keyring, keyring.Sign, cancellationToken);
    }

    /// <summary>A user's account with new keys, signed by the administrator.</summary>
    public static async Task<SignedAccount> ForUserAsync(string user, string password, MessageSigner administrator, CancellationToken cancellationToken)
    {
        using var keyring = Keyring.Create();
        return await SignedAsync(user, AccountRole.User, password, keyring, administrator, cancellationToken);
    }

    private static async Task<SignedAccount> SignedAsync(
        string user, AccountRole role, string password, Keyring keyring, MessageSigner signer, CancellationToken cancellationToken)
    {
        var derivation = PasswordDerivation.Create();
        using var keys = await PasswordKeys.DeriveAsync(password, derivation, cancellationToken);
        var account = new Account
        {
            User = user,
            Role = role,
            Epoch = 1,
            PublicKey = keyring.PublicKey,
            Keyring = keyring.Wrap(user, keys),
            Derivation = derivation,
            Verifiers = [.. Enumerable.Range(1, WireLimits.Nodes).Select(node => ScramVerifier.Create(keys.ScramPasswordFor(node)))],
        };
        return SignedAccount.Sign(account, signer);
    }
}

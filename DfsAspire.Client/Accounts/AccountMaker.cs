using DfsAspire.Client.Sealing;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Client.Accounts;

/// <summary>Makes accounts: new keys, wrapped by what follows from the password, and one verifier per node.</summary>
internal static class AccountMaker
{
    /// <summary>An account signed by itself: the administrator's.</summary>
    public static async Task<SignedAccount> SelfSignedAsync(string user, string password, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var keyring = Keyring.Create();
        return SignedAccount.Sign(
            new Account
            {
                User = user,
                Role = AccountRole.Administrator,
                Epoch = Epoch.Above(0, now),
                PublicKey = keyring.PublicKey,
                Access = await AccessAsync(user, password, keyring, cancellationToken),
            },
            keyring.Sign);
    }

    /// <summary>A user's account with new keys, signed by the administrator, and the credentials that go with it, signed with the new key.</summary>
    public static async Task<AccountRecord> ForUserAsync(
        string user, string password, Quota quota, HiddenFromNodes hidden, MessageSigner administrator, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var keyring = Keyring.Create(hidden);
        var account = new Account { User = user, Role = AccountRole.User, Epoch = Epoch.Above(0, now), PublicKey = keyring.PublicKey, Quota = quota };
        var credentials = new Credentials
        {
            User = user,
            Epoch = Epoch.Above(0, now),
            MasterKey = keyring.Epoch,
            Password = await AccessAsync(user, password, keyring, cancellationToken),
        };
        return new AccountRecord(SignedAccount.Sign(account, administrator), SignedCredentials.Sign(credentials, keyring.Sign));
    }

    /// <summary>A way in with a secret, to these keys.</summary>
    /// <exception cref="ArgumentException">The secret is empty, too long or not valid Unicode.</exception>
    public static async Task<Access> AccessAsync(string user, string secret, Keyring keyring, CancellationToken cancellationToken)
    {
        var derivation = PasswordDerivation.Create();
        using var keys = await PasswordKeys.DeriveAsync(secret, derivation, cancellationToken);
        return Access(user, derivation, keys, keyring);
    }

    /// <summary>A way in with what follows from a secret, to these keys.</summary>
    public static Access Access(string user, PasswordDerivation derivation, PasswordKeys keys, Keyring keyring) => new(
        keyring.Wrap(user, keys), derivation, [.. Enumerable.Range(1, WireLimits.Nodes).Select(node => ScramVerifier.Create(keys.ScramPasswordFor(node)))]);
}

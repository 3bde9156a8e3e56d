using System.Security.Cryptography;
using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies about the accounts that a node keeps: what the administrator has signed, and what their users have.</summary>
internal static class AboutAccounts
{
    private static readonly byte[] Noise = Scene.Bytes(12, 200);

    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly PasswordDerivation OtherDerivation = new(new byte[16], PasswordDerivation.MinRounds);

    /// <summary>The liar's own verifiers: who knows its secret gets in with them.</summary>
    private static readonly ScramVerifier[] OwnVerifiers = [.. Enumerable.Range(0, WireLimits.Nodes).Select(_ => ScramVerifier.Create("the liar's own"))];

    /// <summary>All that need nothing older to show.</summary>
    public static IEnumerable<Lie> All() =>
    [
        Of("no account", (_, _) => new AccountReply(Outcome.Ok, null)),
        Of("another user's account", (exchange, _) => Seen(exchange, "bob")),
        Of("another user's credentials", (exchange, truth) => truth with { Credentials = Seen(exchange, "bob").Credentials }),
        Of("more than anybody keeps", (_, truth) => truth with { Use = new AccountUse(long.MaxValue, long.MaxValue) }),
        Of("no credentials", (_, truth) => truth with { Credentials = null }),
        OfAccount("an older account", account => account with { Epoch = 0 }),
        OfAccount("a newer account", account => account with { Epoch = ulong.MaxValue }),
        OfAccount("a newer account with a key of its own", account => account with { Epoch = ulong.MaxValue, PublicKey = Key.ExportSubjectPublicKeyInfo() }),
        OfAccount("a newer account without a key", account => account with { Epoch = ulong.MaxValue, PublicKey = default }),
        OfAccount("a newer account that is removed", account => account with { Epoch = ulong.MaxValue, State = AccountState.Removed }),
        OfAccount("a newer account with a way in of its own", account => account with { Epoch = ulong.MaxValue, Access = OwnAccess }, isWithCredentials: false),
        OfCredentials("older credentials", credentials => credentials with { Epoch = 0 }),
        OfCredentials("newer credentials", credentials => credentials with { Epoch = ulong.MaxValue }),
        OfPassword("newer credentials with a keyring of noise", password => password.WithKeyring(Noise)),
        OfPassword("newer credentials with an empty keyring", password => password.WithKeyring(default)),
        OfPassword("newer credentials with another derivation", password => new Access(password.Keyring, OtherDerivation, password.Verifiers)),
        OfPassword("newer credentials with verifiers of its own", password => new Access(password.Keyring, password.Derivation, OwnVerifiers)),
        OfCredentials("newer credentials with a recovery key of its own", credentials => credentials with { Epoch = ulong.MaxValue, Recovery = OwnAccess }),
        Of("newer credentials under the true signature", (_, truth) => truth with
        {
            Credentials = SignedCredentials.Sign(
                truth.Credentials!.Credentials with { Epoch = ulong.MaxValue, Recovery = OwnAccess }, _ => truth.Credentials.Signature.ToArray()),
        }),
        Of("newer credentials beside the key that they are signed with", (_, truth) =>
            Forged(truth.Record!) is var (account, credentials) ? new AccountReply(Outcome.Ok, account, credentials) : truth),
    ];

    /// <summary>The credentials that the user has replaced.</summary>
    public static Lie Replaced { get; } = Of("the credentials of before", (exchange, truth) =>
        truth with { Credentials = Seen(exchange, "alice").Credentials });

    /// <summary>An account that only the liar gets in to, whole in itself.</summary>
    public static AccountRecord Forged(AccountRecord record) => new(
        SignedAccount.Sign(record.Account.Account with { Epoch = ulong.MaxValue, PublicKey = Key.ExportSubjectPublicKeyInfo(), Quota = new Quota(1, 1) }, Key),
        record.Credentials is { Credentials: var credentials }
            ? SignedCredentials.Sign(credentials with { Epoch = ulong.MaxValue, Password = OwnAccess, Recovery = OwnAccess }, Key)
            : null);

    /// <summary>An administrator who signs its own account, and whom nobody knows.</summary>
    public static SignedAccount Administrator(SignedAccount like) => SignedAccount.Sign(
        like.Account with
        {
            User = ReservedNames.Administrator,
            Role = AccountRole.Administrator,
            PublicKey = Key.ExportSubjectPublicKeyInfo(),
            Access = OwnAccess,
        },
        Key);

    private static Access OwnAccess => new(Noise, OtherDerivation, OwnVerifiers);

    private static AccountReply Seen(Exchange exchange, string user) => exchange.Node.Accounts.Find(seen => seen.User == user).Reply;

    // Nobody is blamed: what does not open may be of before or after.
    private static Lie Of(string name, Func<Exchange, AccountReply, AccountReply> change) => new(name, MessageKind.GetAccount, async exchange =>
    {
        if (exchange.IsRefused || exchange.Truth<AccountReply>() is not { Account: not null, Credentials: not null } truth)
            return false;
        await exchange.SayAsync(change(exchange, truth));
        return true;
    });

    private static Lie OfAccount(string name, Func<Account, Account> change, bool isWithCredentials = true) => Of(name, (_, truth) =>
        new AccountReply(Outcome.Ok, SignedAccount.Sign(change(truth.Account!.Account), Key), isWithCredentials ? truth.Credentials : null));

    private static Lie OfCredentials(string name, Func<Credentials, Credentials> change) => Of(name, (_, truth) =>
        truth with { Credentials = SignedCredentials.Sign(change(truth.Credentials!.Credentials), Key) });

    private static Lie OfPassword(string name, Func<Access, Access> change) => OfCredentials(name, credentials =>
        credentials with { Epoch = ulong.MaxValue, Password = change(credentials.Password) });
}

namespace DfsAspire.Protocol.Accounts;

/// <summary>All that is kept of an account: what the administrator signed, and what its user signed.</summary>
/// <param name="Account">What the administrator signed.</param>
/// <param name="Credentials">What the user signed; null for the administrator's own account, and for accounts made before there were credentials.</param>
public sealed record AccountRecord(SignedAccount Account, SignedCredentials? Credentials)
{
    /// <summary>The way in of a kind; null when there is none.</summary>
    public Access? Find(AccessKind kind) => Credentials is { } signed
        ? signed.Credentials.Find(kind)
        : kind == AccessKind.Password ? Account.Account.Access : null;

    /// <summary>What counts of two records of one user: each half's newest. Credentials of another key, or of a removed account, count nothing.</summary>
    public static AccountRecord Newest(AccountRecord one, AccountRecord other)
    {
        var account = other.Account.IsAfter(one.Account) ? other.Account : one.Account;
        SignedCredentials? newest = null;
        foreach (var record in (ReadOnlySpan<AccountRecord>)[one, other])
            if (record.Credentials is { } credentials && record.Account.Account.PublicKey.Span.SequenceEqual(account.Account.PublicKey.Span)
                && (newest is null || credentials.IsAfter(newest)))
            {
                newest = credentials;
            }

        return new AccountRecord(account, account.Account.State == AccountState.Removed ? null : newest);
    }
}

namespace DfsAspire.Protocol.Accounts;

/// <summary>All that is kept of an account: what the administrator signed, and what its user signed.</summary>
/// <param name="Account">What the administrator signed.</param>
/// <param name="Credentials">What the user signed; null for the administrator's own account, and for accounts made before there were credentials.</param>
public sealed record AccountRecord(SignedAccount Account, SignedCredentials? Credentials)
{
    /// <summary>The number of the master key under which the user wraps new file keys.</summary>
    public long MasterKey => Credentials?.Credentials.MasterKey ?? MasterKeyNumber.First;

    /// <summary>The number of the newest master key that the user has made; above <see cref="MasterKey"/> while keys are rotated.</summary>
    public long NewestKey => Credentials?.Credentials.NewestKey ?? MasterKeyNumber.First;

    /// <summary>True when both say the same, byte for byte.</summary>
    public bool IsSameAs(AccountRecord other) => Account.Encoded.Span.SequenceEqual(other.Account.Encoded.Span)
        && (Credentials?.Encoded ?? default).Span.SequenceEqual((other.Credentials?.Encoded ?? default).Span);

    /// <summary>The way in of a kind; null when there is none.</summary>
    public Access? Find(AccessKind kind) => Credentials is { } signed
        ? signed.Credentials.Find(kind)
        : kind == AccessKind.Password ? Account.Account.Access : null;

    /// <summary>Whether the account was removed.</summary>
    public bool IsRemoved => Account.Account.State == AccountState.Removed;

    /// <summary>True when both are of one account. A user's key never changes: two accounts of one name with different keys were made apart, neither knowing of the other.</summary>
    public bool HasKeyOf(AccountRecord other) => Account.Account.PublicKey.Span.SequenceEqual(other.Account.Account.PublicKey.Span);

    /// <summary>
    /// What counts of two records of one user: each half's newest. Credentials of another key, or of a removed account, count nothing. Of two accounts that
    /// were made apart <paramref name="one"/> stays, or the one that was removed: what was signed with a key must not lose its meaning because another was made under a later clock.
    /// </summary>
    public static AccountRecord Newest(AccountRecord one, AccountRecord other)
    {
        var isOther = one.HasKeyOf(other) || (one.IsRemoved && other.IsRemoved) ? other.Account.IsAfter(one.Account) : other.IsRemoved;
        var account = isOther ? other.Account : one.Account;
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

namespace DfsAspire.Protocol.Accounts;

/// <summary>
/// What the administrator says of a user: who it is, whether it may log in, how much it may keep, and which key signs for it. How the user
/// logs in, the user says: <see cref="Credentials"/>.
/// </summary>
public sealed record Account
{
    /// <summary>The user's name.</summary>
    public required string User { get; init; }

    /// <summary>What the account may do.</summary>
    public required AccountRole Role { get; init; }

    /// <summary>
    /// Grows with every change: above all that were known, and not behind the administrator's clock, in milliseconds since 1970 UTC. The
    /// highest counts.
    /// </summary>
    public required ulong Epoch { get; init; }

    /// <summary>Whether it may be used.</summary>
    public AccountState State { get; init; } = AccountState.Enabled;

    /// <summary>How much its user may keep.</summary>
    public Quota Quota { get; init; }

    /// <summary>The public half of the key that signs the user's entries and credentials: SubjectPublicKeyInfo, P-256.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }

    /// <summary>
    /// How the account is logged in to as long as it has no <see cref="Credentials"/>: the administrator's own, which has none, and accounts
    /// made before there were any. Null for all others.
    /// </summary>
    public Access? Access { get; init; }

    /// <summary>True when its user may log in.</summary>
    public bool IsEnabled => State == AccountState.Enabled;
}

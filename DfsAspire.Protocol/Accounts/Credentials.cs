namespace DfsAspire.Protocol.Accounts;

/// <summary>How a user logs in, as the user says and signs it: so that a password is changed without the administrator.</summary>
public sealed record Credentials
{
    /// <summary>The user's name.</summary>
    public required string User { get; init; }

    /// <summary>
    /// Grows with every change: above all that were known, and not behind the user's clock, in milliseconds since 1970 UTC. The highest counts.
    /// </summary>
    public required ulong Epoch { get; init; }

    /// <summary>The number of the master key under which new contents are wrapped (<see cref="MasterKeyNumber"/>): nodes take none under a lower one.</summary>
    public required long MasterKey { get; init; }

    /// <summary>
    /// The highest number on the keyring: above <see cref="MasterKey"/> while the next master key is there and not in use yet. What was made by
    /// somebody who has not heard of a key never takes the place of what holds it.
    /// </summary>
    public long NewestKey { get => Math.Max(field, MasterKey); init; }

    /// <summary>The way in with the password.</summary>
    public required Access Password { get; init; }

    /// <summary>The way in with the recovery key; null when there is none.</summary>
    public Access? Recovery { get; init; }

    /// <summary>The way in of a kind; null when there is none.</summary>
    public Access? Find(AccessKind kind) => kind switch
    {
        AccessKind.Password => Password,
        AccessKind.Recovery => Recovery,
        _ => null,
    };
}

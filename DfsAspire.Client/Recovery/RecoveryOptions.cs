using DfsAspire.Client.Sealing;

namespace DfsAspire.Client.Recovery;

/// <summary>What to recover, from where, to where.</summary>
public sealed record RecoveryOptions
{
    /// <summary>Directories of volumes, or of copies of them; those that are left, in any order.</summary>
    public required IReadOnlyList<string> Volumes { get; init; }

    /// <summary>The user whose files these are.</summary>
    public required string User { get; init; }

    /// <summary>The user's password.</summary>
    public required string Password { get; init; }

    /// <summary>The directory that files are written to; made when it is missing.</summary>
    public required string Output { get; init; }

    /// <summary>Restores deleted files too, as far as they are still there.</summary>
    public bool WithDeleted { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How a password becomes keys.</summary>
    internal KeyDerivation DeriveKeys { get; init; } = PasswordKeys.DeriveAsync;

    /// <summary>Leaves the password out.</summary>
    public override string ToString() => $"{User} from {string.Join(", ", Volumes)} to {Output}";
}

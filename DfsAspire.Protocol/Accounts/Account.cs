using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Protocol.Accounts;

/// <summary>Who a user is to the nodes: how the password is checked and which key signs the user's entries.</summary>
public sealed record Account
{
    /// <summary>The user's name.</summary>
    public required string User { get; init; }

    /// <summary>What the account may do.</summary>
    public required AccountRole Role { get; init; }

    /// <summary>Grows by one with every change; the highest counts.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>False: the account is kept, but nobody may log in.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>The public half of the key that signs the user's entries: SubjectPublicKeyInfo, P-256.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }

    /// <summary>The user's wrapped keys, which nodes keep without understanding them.</summary>
    public required ReadOnlyMemory<byte> Keyring { get; init; }

    /// <summary>How the password becomes the user's root key.</summary>
    public required PasswordDerivation Derivation { get; init; }

    /// <summary>What each node checks a log-in against: one verifier per node, for nodes 1 to 4.</summary>
    public required IReadOnlyList<ScramVerifier> Verifiers { get; init; }
}

using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Accounts;

/// <summary>
/// One way into an account: how a secret (the password, or the recovery key) becomes keys, what each node checks a log-in with it against,
/// and the user's keys wrapped under it.
/// </summary>
public sealed class Access
{
    /// <summary>Fields of its encoding: <c>keyring, rounds, salt, (salt, iterations, stored key, server key) × 4</c>.</summary>
    internal const int Fields = 3 + 4 * WireLimits.Nodes;

    private const int KeyBytes = 32;
    private const int SaltBytes = 64;

    /// <summary>An access as it is kept.</summary>
    /// <param name="keyring">The user's wrapped keys, which nodes keep without understanding them.</param>
    /// <param name="derivation">How the secret becomes the root key.</param>
    /// <param name="verifiers">One verifier per node, for nodes 1 to 4.</param>
    /// <exception cref="ArgumentException">There are not four verifiers.</exception>
    public Access(ReadOnlyMemory<byte> keyring, PasswordDerivation derivation, IReadOnlyList<ScramVerifier> verifiers)
    {
        if (verifiers.Count != WireLimits.Nodes)
            throw new ArgumentException($"An access has a verifier for each of {WireLimits.Nodes} nodes.", nameof(verifiers));
        (Keyring, Derivation, Verifiers) = (keyring, derivation, verifiers);
    }

    /// <summary>The user's wrapped keys, which nodes keep without understanding them.</summary>
    public ReadOnlyMemory<byte> Keyring { get; }

    /// <summary>How the secret becomes the root key.</summary>
    public PasswordDerivation Derivation { get; }

    /// <summary>What each node checks a log-in against, for nodes 1 to 4.</summary>
    public IReadOnlyList<ScramVerifier> Verifiers { get; }

    /// <summary>What a node needs for a log-in.</summary>
    /// <param name="node">The node's number, 1 to 4.</param>
    public ScramCredentials CredentialsOf(int node) => new(Verifiers[node - 1], Derivation);

    /// <summary>The same log-in, with other wrapped keys.</summary>
    public Access WithKeyring(ReadOnlyMemory<byte> keyring) => new(keyring, Derivation, Verifiers);

    internal void Write(ref FieldWriter writer)
    {
        writer.Bytes(Keyring.Span);
        writer.Int(Derivation.Rounds);
        writer.Bytes(Derivation.Salt.Span);
        foreach (var verifier in Verifiers)
        {
            writer.Bytes(verifier.Salt.Span);
            writer.Int(verifier.Iterations);
            writer.Bytes(verifier.StoredKey.Span);
            writer.Bytes(verifier.ServerKey.Span);
        }
    }

    internal static Access Read(ref FieldReader reader)
    {
        var keyring = reader.NeedBytes(WireLimits.KeyringBytes);
        var rounds = reader.Int(1, int.MaxValue);
        var derivation = new PasswordDerivation(reader.NeedBytes(SaltBytes), rounds);
        var verifiers = new ScramVerifier[WireLimits.Nodes];
        for (var i = 0; i < verifiers.Length; i++)
        {
            var salt = reader.NeedBytes(SaltBytes);
            var iterations = reader.Int(1, int.MaxValue);
            verifiers[i] = new ScramVerifier(salt, iterations, reader.NeedBytes(KeyBytes), reader.NeedBytes(KeyBytes));
        }

        return new Access(keyring, derivation, verifiers);
    }
}

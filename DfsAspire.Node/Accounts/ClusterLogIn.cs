using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Node.Accounts;

/// <summary>
/// How the user <c>cluster</c>, the founding step, logs in: with the secret that it shares with all nodes, which becomes one SCRAM password
/// per node just as a user's password does. All must come to the same root, so that the salt is a fixed one; the secret itself must
/// therefore be random, not a word. Nodes among themselves have secrets of their own: <see cref="NodeLogIns"/>.
/// </summary>
internal sealed class ClusterLogIn
{
    private const int RootBytes = 32;

    // Deriving takes some tenths of a second of one processor; most nodes' lives pass without it.
    private readonly Lazy<Task<byte[]>> _root;

    public ClusterLogIn(ReadOnlyMemory<byte> secret) => _root = new(() => Task.Run(() =>
        Rfc2898DeriveBytes.Pbkdf2(secret.Span, Derivation.Salt.Span, Derivation.Rounds, HashAlgorithmName.SHA256, RootBytes)));

    public static PasswordDerivation Derivation { get; } = new(SHA256.HashData("dfs cluster"u8), PasswordDerivation.MinRounds);

    /// <summary>What a log-in as <c>cluster</c> at a node is checked against.</summary>
    public async Task<ScramCredentials> CredentialsAsync(int node) => new(ScramVerifier.Create(await PasswordForAsync(node)), Derivation);

    /// <summary>The SCRAM password of <c>cluster</c> at a node.</summary>
    public async Task<string> PasswordForAsync(int node)
    {
        var label = string.Create(CultureInfo.InvariantCulture, $"dfs scram node {node}");
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, await _root.Value, RootBytes, salt: [], Encoding.ASCII.GetBytes(label));
        try
        {
            return Convert.ToBase64String(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}

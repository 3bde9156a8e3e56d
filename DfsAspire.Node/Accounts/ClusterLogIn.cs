using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Node.Accounts;

/// <summary>
/// How the user <c>cluster</c> logs in: with the secret that the nodes share, which becomes one SCRAM password per node just
/// as a user's password does. All nodes and the founding step must come to the same root, so that the salt is a fixed one;
/// the secret itself must therefore be random, not a word.
/// </summary>
internal static class ClusterLogIn
{
    private const int RootBytes = 32;

    private static PasswordDerivation Derivation { get; } = new(SHA256.HashData("dfs cluster"u8), PasswordDerivation.MinRounds);

    /// <summary>Takes some tenths of a second of one processor.</summary>
    public static ScramCredentials Make(ReadOnlySpan<byte> secret, int node)
    {
        var root = Rfc2898DeriveBytes.Pbkdf2(secret, Derivation.Salt.Span, Derivation.Rounds, HashAlgorithmName.SHA256, RootBytes);
        var label = string.Create(CultureInfo.InvariantCulture, $"dfs scram node {node}");
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, root, RootBytes, salt: [], Encoding.ASCII.GetBytes(label));
        try
        {
            return new ScramCredentials(ScramVerifier.Create(Convert.ToBase64String(key)), Derivation);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
            CryptographicOperations.ZeroMemory(key);
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Protocol.Authentication;

/// <summary>
/// Credentials for users who do not exist, so that asking for one cannot be told from a wrong password: form, lengths and
/// rounds are those of a new account, salts stay the same from one attempt to the next, and no proof ever matches.
/// </summary>
/// <remarks>A node makes them for every attempt, also for users it knows, so that both take equally long.</remarks>
public static class FakeCredentials
{
    /// <summary>The fewest bytes of a cluster secret.</summary>
    public const int MinSecretLength = 16;

    /// <summary>Fake credentials for this user at this node.</summary>
    /// <param name="user">The name asked for.</param>
    /// <param name="node">
    /// The node's number. As with real accounts, the verifier's salt differs from node to node and the derivation does not.
    /// </param>
    /// <param name="clusterSecret">The secret that the nodes share, at least 16 bytes.</param>
    /// <exception cref="ArgumentException">The user name breaks the rule for user names, or the secret is too short.</exception>
    public static ScramCredentials For(string user, int node, ReadOnlySpan<byte> clusterSecret) =>
        For(user, AccessKind.Password, node, clusterSecret);

    /// <summary>Fake credentials for this user at this node, for a log-in with the password or with the recovery key.</summary>
    /// <exception cref="ArgumentException">The user name breaks the rule for user names, or the secret is too short.</exception>
    public static ScramCredentials For(string user, AccessKind with, int node, ReadOnlySpan<byte> clusterSecret)
    {
        UserName.ThrowIfInvalid(user, nameof(user));
        if (clusterSecret.Length < MinSecretLength)
            throw new ArgumentException($"A cluster secret has at least {MinSecretLength} bytes.", nameof(clusterSecret));

        // A stored key that is not known to be the hash of anything: matching it means to invert SHA-256.
        // No user name holds a blank, so that nobody's password salt is another one's recovery salt.
        string whom = with == AccessKind.Recovery ? $"recovery {user}" : user;
        string here = string.Create(CultureInfo.InvariantCulture, $"node {node} {whom}");
        ScramVerifier verifier = new(
            Invent("scram salt", here, clusterSecret).AsMemory(..ScramVerifier.MinSaltLength),
            ScramVerifier.MinIterations,
            Invent("stored key", here, clusterSecret),
            Invent("server key", here, clusterSecret));
        return new ScramCredentials(
            verifier,
            new PasswordDerivation(Invent("password salt", whom, clusterSecret).AsMemory(..PasswordDerivation.MinSaltLength), PasswordDerivation.MinRounds));
    }

    private static byte[] Invent(string purpose, string whom, ReadOnlySpan<byte> clusterSecret) =>
        HMACSHA256.HashData(clusterSecret, Encoding.ASCII.GetBytes($"dfs fake {purpose} {whom}"));
}

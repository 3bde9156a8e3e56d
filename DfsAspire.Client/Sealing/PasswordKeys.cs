using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// What follows from a user's password: one PBKDF2-HMAC-SHA256 run gives the root, and HKDF-SHA256 (RFC 5869) of the
/// root gives the key that wraps the keyring and one SCRAM password per node. A node that learns its own
/// SCRAM password learns nothing about the others.
/// </summary>
/// <remarks>Deriving takes some tenths of a second of one processor: do it once per user and keep the result.</remarks>
public sealed class PasswordKeys : IDisposable
{
    private const int KeyLength = 32;

    private readonly byte[] _root;
    private bool _disposed;

    internal PasswordKeys(byte[] root) => _root = root;

    /// <summary>Derives the keys on a thread of the pool.</summary>
    /// <param name="password">The user's password.</param>
    /// <param name="derivation">Salt and rounds, as the user's account names them.</param>
    /// <param name="cancellationToken">Cancels the waiting; PBKDF2 itself runs to its end.</param>
    /// <exception cref="ArgumentException">The password is empty, too long or not valid Unicode.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<PasswordKeys> DeriveAsync(string password, PasswordDerivation derivation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        byte[] bytes = PasswordText.ToBytes(password);
        Task<byte[]> deriving = Task.Run(() => Derive(bytes, derivation), CancellationToken.None);
        return new PasswordKeys(await deriving.WaitAsync(cancellationToken));
    }

    /// <summary>The SCRAM password for one node: 32 bytes in base64.</summary>
    /// <param name="node">The node's number, 1 to 4, from the client's own configuration.</param>
    /// <exception cref="ArgumentOutOfRangeException">The node is not 1 to 4.</exception>
    /// <exception cref="ObjectDisposedException">The keys were disposed.</exception>
    public string ScramPasswordFor(int node)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(node, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(node, PlacementTable.Count);
        byte[] key = Expand(string.Create(CultureInfo.InvariantCulture, $"dfs scram node {node}"));
        try
        {
            return Convert.ToBase64String(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Clears the root.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_root);
    }

    /// <summary>The key that wraps the user's keyring; the caller clears it.</summary>
    internal byte[] WrappingKey() => Expand("dfs wrapping key");

    private static byte[] Derive(byte[] password, PasswordDerivation derivation)
    {
        try
        {
            return Rfc2898DeriveBytes.Pbkdf2(password, derivation.Salt.Span, derivation.Rounds, HashAlgorithmName.SHA256, KeyLength);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    private byte[] Expand(string label)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, _root, KeyLength, salt: [], Encoding.ASCII.GetBytes(label));
    }
}

/// <summary>Makes the keys that follow from a password, as <see cref="PasswordKeys.DeriveAsync"/> does.</summary>
internal delegate Task<PasswordKeys> KeyDerivation(string password, PasswordDerivation derivation, CancellationToken cancellationToken);

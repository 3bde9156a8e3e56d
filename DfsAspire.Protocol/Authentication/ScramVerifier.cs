using System.Security.Cryptography;

namespace DfsAspire.Protocol.Authentication;

/// <summary>
/// What a node keeps of a user's SCRAM password (RFC 5802, section 2.2: "authentication information"): enough to check a
/// proof, not enough to make one.
/// </summary>
public sealed record ScramVerifier
{
    /// <summary>The fewest PBKDF2 iterations (RFC 7677, section 4), and the number used: our SCRAM passwords are random keys of 256 bits, which nobody guesses.</summary>
    public const int MinIterations = 4096;

    /// <summary>The most iterations a client carries out.</summary>
    public const int MaxIterations = 1_000_000;

    /// <summary>Bytes of the salt of a new verifier, and the fewest taken.</summary>
    public const int MinSaltLength = 16;

    /// <summary>The longest salt, in bytes.</summary>
    public const int MaxSaltLength = 64;

    /// <summary>A verifier as an account carries it.</summary>
    /// <exception cref="ArgumentException">The salt has not 16 to 64 bytes, or a key not 32.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer or more iterations than allowed.</exception>
    public ScramVerifier(ReadOnlyMemory<byte> salt, int iterations, ReadOnlyMemory<byte> storedKey, ReadOnlyMemory<byte> serverKey)
    {
        ThrowIfNotSalt(salt.Span);
        ThrowIfNotIterations(iterations);
        if (storedKey.Length != ScramKeys.Length || serverKey.Length != ScramKeys.Length)
            throw new ArgumentException($"StoredKey and ServerKey have {ScramKeys.Length} bytes each.", nameof(storedKey));
        Salt = salt;
        Iterations = iterations;
        StoredKey = storedKey;
        ServerKey = serverKey;
    }

    /// <summary>The salt of this verifier, 16 to 64 bytes.</summary>
    public ReadOnlyMemory<byte> Salt { get; }

    /// <summary>PBKDF2 iterations.</summary>
    public int Iterations { get; }

    /// <summary>The hash of the key that a client proves to have.</summary>
    public ReadOnlyMemory<byte> StoredKey { get; }

    /// <summary>The key with which the node proves that it has this verifier.</summary>
    public ReadOnlyMemory<byte> ServerKey { get; }

    /// <summary>A verifier for a new SCRAM password: random salt of 16 bytes, <see cref="MinIterations"/>.</summary>
    /// <exception cref="ArgumentException">The password is empty, too long or not valid Unicode.</exception>
    public static ScramVerifier Create(string password) =>
        Create(password, RandomNumberGenerator.GetBytes(MinSaltLength), MinIterations);

    /// <summary>A verifier with the given salt and iterations.</summary>
    /// <exception cref="ArgumentException">The password is empty, too long or not valid Unicode, or the salt has not 16 to 64 bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer or more iterations than allowed.</exception>
    public static ScramVerifier Create(string password, ReadOnlyMemory<byte> salt, int iterations)
    {
        ThrowIfNotSalt(salt.Span);
        ThrowIfNotIterations(iterations);
        byte[] salted = ScramKeys.SaltedPassword(password, salt.Span, iterations);
        byte[] clientKey = ScramKeys.ClientKey(salted);
        ScramVerifier verifier = new(salt, iterations, SHA256.HashData(clientKey), ScramKeys.ServerKey(salted));
        CryptographicOperations.ZeroMemory(clientKey);
        CryptographicOperations.ZeroMemory(salted);
        return verifier;
    }

    private static void ThrowIfNotSalt(ReadOnlySpan<byte> salt)
    {
        if (salt.Length is < MinSaltLength or > MaxSaltLength)
            throw new ArgumentException($"A salt has {MinSaltLength} to {MaxSaltLength} bytes.", nameof(salt));
    }

    private static void ThrowIfNotIterations(int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, MinIterations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, MaxIterations);
    }
}

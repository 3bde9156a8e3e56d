using System.Globalization;
using System.Security.Cryptography;

namespace DfsAspire.Protocol.Authentication;

/// <summary>
/// How a client turns the user's password into its root key: PBKDF2-HMAC-SHA256 (RFC 8018) with this salt and this many
/// rounds. It travels in SCRAM's server-first message as the attribute <c>d=&lt;rounds&gt;:&lt;base64 salt&gt;</c>.
/// Two derivations are equal when salt and rounds are.
/// </summary>
public sealed record PasswordDerivation
{
    /// <summary>The fewest rounds a client accepts: with fewer, a hostile node could make guessing passwords cheap.</summary>
    public const int MinRounds = 600_000;

    /// <summary>The most rounds a client accepts: with more, a hostile node could keep it busy for minutes.</summary>
    public const int MaxRounds = 10_000_000;

    /// <summary>The shortest salt, in bytes.</summary>
    public const int MinSaltLength = 16;

    /// <summary>The longest salt, in bytes.</summary>
    public const int MaxSaltLength = 64;

    /// <summary>A derivation with the given salt and rounds.</summary>
    /// <exception cref="ArgumentException">The salt is shorter or longer than allowed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer or more rounds than allowed.</exception>
    public PasswordDerivation(ReadOnlyMemory<byte> salt, int rounds)
    {
        if (salt.Length is < MinSaltLength or > MaxSaltLength)
            throw new ArgumentException($"A salt has {MinSaltLength} to {MaxSaltLength} bytes.", nameof(salt));
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, MinRounds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rounds, MaxRounds);
        Salt = salt;
        Rounds = rounds;
    }

    /// <summary>The salt, one per user.</summary>
    public ReadOnlyMemory<byte> Salt { get; }

    /// <summary>The number of PBKDF2 rounds.</summary>
    public int Rounds { get; }

    /// <summary>A derivation for a new password: a random salt of 16 bytes and <see cref="MinRounds"/>.</summary>
    public static PasswordDerivation Create() => new(RandomNumberGenerator.GetBytes(MinSaltLength), MinRounds);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns>False when the text has another form or goes beyond a limit.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out PasswordDerivation? derivation)
    {
        derivation = null;
        int colon = text.IndexOf(':');
        if (colon < 0
            || !ScramText.TryReadNumber(text[..colon], out int rounds)
            || rounds is < MinRounds or > MaxRounds
            || !ScramText.TryReadBase64(text[(colon + 1)..], MaxSaltLength, out byte[] salt)
            || salt.Length < MinSaltLength)
        {
            return false;
        }

        derivation = new PasswordDerivation(salt, rounds);
        return true;
    }

    /// <summary>The value of the attribute: <c>&lt;rounds&gt;:&lt;base64 salt&gt;</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Rounds}:{Convert.ToBase64String(Salt.Span)}");

    /// <summary>Whether the other derivation has the same salt bytes and rounds.</summary>
    public bool Equals(PasswordDerivation? other) =>
        other is not null && Rounds == other.Rounds && Salt.Span.SequenceEqual(other.Salt.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.Add(Rounds);
        hash.AddBytes(Salt.Span);
        return hash.ToHashCode();
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace DfsAspire.Client.Accounts;

/// <summary>
/// A recovery key: 30 random symbols of Crockford's base 32 (150 bits) and two that tell a slip of the pen, shown in eight groups of four.
/// No symbol can be taken for another: O is read as 0, I and L as 1, in any case.
/// </summary>
internal static class RecoveryKey
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int RandomSymbols = 30;
    private const int CheckSymbols = 2;
    private const int GroupSymbols = 4;

    /// <summary>A new one, without its groups: as it becomes keys.</summary>
    public static string Create()
    {
        var random = RandomNumberGenerator.GetString(Alphabet, RandomSymbols);
        return random + CheckOf(random);
    }

    /// <summary>For people, in groups.</summary>
    public static string Format(string key) => string.Join('-', key.Chunk(GroupSymbols).Select(group => new string(group)));

    /// <summary>Reads what somebody has typed; false when it cannot be a recovery key.</summary>
    public static bool TryRead(string typed, [NotNullWhen(true)] out string? key)
    {
        var symbols = new StringBuilder(RandomSymbols + CheckSymbols);
        foreach (var character in typed.Where(character => character is not ('-' or ' ')).Select(char.ToUpperInvariant))
            symbols.Append(character switch { 'O' => '0', 'I' or 'L' => '1', _ => character });
        key = symbols.ToString();
        return key.Length == RandomSymbols + CheckSymbols && key.All(Alphabet.Contains) && key[RandomSymbols..] == CheckOf(key[..RandomSymbols]);
    }

    private static string CheckOf(string random)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(random));
        return string.Concat(hash.Take(CheckSymbols).Select(one => Alphabet[one % Alphabet.Length]));
    }
}

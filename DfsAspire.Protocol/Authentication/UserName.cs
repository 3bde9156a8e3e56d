using System.Buffers;

namespace DfsAspire.Protocol.Authentication;

/// <summary>
/// The rule for user names: 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>, starting with a letter or a digit. Such a name needs
/// neither SASLprep (RFC 4013) nor the escapes of RFC 5802, and is a harmless directory name on every operating system
/// once its case is taken care of.
/// </summary>
public static class UserName
{
    /// <summary>The longest user name, in characters (each is one byte in UTF-8).</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Whether <paramref name="name"/> follows the rule.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) =>
        name.Length is >= 1 and <= MaxLength
        && char.IsAsciiLetterOrDigit(name[0])
        && !name.ContainsAnyExcept(Allowed);

    /// <summary>Refuses a name that does not follow the rule.</summary>
    /// <exception cref="ArgumentException">The name is empty, too long or holds another character.</exception>
    public static void ThrowIfInvalid(string name, string parameterName)
    {
        if (!IsValid(name))
        {
            throw new ArgumentException(
                "A user name is 1 to 64 of the characters A-Z a-z 0-9 . _ - and starts with a letter or a digit.", parameterName);
        }
    }
}

using System.Text;

namespace DfsAspire.Protocol.Authentication;

/// <summary>
/// The rule for passwords: 1 to 1,024 bytes of UTF-8, taken exactly as they were given.
/// </summary>
/// <remarks>
/// No Unicode normalisation takes place. The programs run in .NET's invariant mode, where
/// <see cref="string.Normalize()"/> silently returns its input; calling it would derive one key inside our programs and
/// another in a host that has globalization data.
/// </remarks>
public static class PasswordText
{
    /// <summary>The longest password, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether <paramref name="password"/> follows the rule.</summary>
    public static bool IsValid(string password)
    {
        try
        {
            return password.Length is > 0 and <= MaxBytes && Strict.GetByteCount(password) <= MaxBytes;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>The bytes a password stands for. The caller clears them after use.</summary>
    /// <exception cref="ArgumentException">The password is empty, longer than <see cref="MaxBytes"/> or not valid Unicode.</exception>
    public static byte[] ToBytes(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        try
        {
            if (password.Length is > 0 and <= MaxBytes && Strict.GetByteCount(password) <= MaxBytes)
                return Strict.GetBytes(password);
        }
        catch (EncoderFallbackException)
        {
            // Not chained: that exception names characters of the password.
        }

        throw new ArgumentException($"A password is 1 to {MaxBytes} bytes of valid Unicode text.", nameof(password));
    }
}

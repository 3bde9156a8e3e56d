using System.Text;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>User and password, as of HTTP's Basic scheme (RFC 7617, in UTF-8).</summary>
internal sealed record BasicCredentials(string User, string Password)
{
    // A name, a colon and a password in base64, and the scheme before it.
    private const int MostCharacters = (UserName.MaxLength + 1 + PasswordText.MaxBytes + 2) / 3 * 4 + 16;

    private const string Scheme = "Basic ";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the header; false when it names nobody who could have an account.</summary>
    public static bool TryRead(string? header, out BasicCredentials? credentials)
    {
        credentials = null;
        if (header is null || header.Length > MostCharacters || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var bytes = new byte[MostCharacters];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var length) || TryDecode(bytes.AsSpan(0, length)) is not { } text)
            return false;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return false;
        credentials = TryMake(text[..colon], text[(colon + 1)..]);
        return credentials is not null;
    }

    /// <summary>The credentials of somebody; null when nobody could have an account with them.</summary>
    public static BasicCredentials? TryMake(string user, string password) =>
        UserName.IsValid(user) && !ReservedNames.Contains(user) && PasswordText.IsValid(password) ? new BasicCredentials(user, password) : null;

    /// <summary>Without the password.</summary>
    public override string ToString() => User;

    private static string? TryDecode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

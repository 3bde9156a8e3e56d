using System.Buffers;
using System.Globalization;

namespace DfsAspire.Protocol.Authentication;

/// <summary>The small grammar under SCRAM's messages: printable text, numbers, base64.</summary>
internal static class ScramText
{
    /// <summary>No SCRAM message is longer, in bytes; each is a single line with a handful of short values.</summary>
    public const int MaxMessageLength = 1024;

    // Space is left out: no value of ours holds one, and the base64 decoder would skip over it.
    private static readonly SearchValues<char> Printable =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    public static bool IsPrintable(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Printable);

    /// <summary>A positive decimal number without sign or leading zero.</summary>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        return text.Length > 0 && text[0] != '0' && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>
    /// Base64 with padding (RFC 4648, section 4) of at most <paramref name="maxLength"/> bytes, in the one spelling that an
    /// encoder would choose; the framework's decoder takes others too.
    /// </summary>
    public static bool TryReadBase64(ReadOnlySpan<char> text, int maxLength, out byte[] bytes)
    {
        bytes = new byte[maxLength];
        if (!Convert.TryFromBase64Chars(text, bytes, out int length))
            return false;
        bytes = bytes[..length];
        return text.SequenceEqual(Convert.ToBase64String(bytes));
    }
}

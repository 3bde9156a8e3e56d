using System.Buffers;
using System.IO.Hashing;
using System.Text;

namespace DfsAspire.Node.Storage.Files;

/// <summary>
/// Turns a name of the store into a file or directory name that every operating system takes and none reads in another way
/// (docs/volume.md, "Names"). It need not be turned back: the catalog knows the name.
/// </summary>
internal static class FileNames
{
    /// <summary>The most bytes of an escaped name.</summary>
    public const int MaxBytes = 160;

    /// <summary>Stands before a hash; escaping never makes it, because it writes % only before two hexadecimal digits.</summary>
    public const string HashMark = "%~";

    private const int PrefixBytes = 120;

    private static readonly SearchValues<char> Special = SearchValues.Create("<>:\"/\\|?*%");
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];

    /// <summary>Escapes one name of a path; what is still too long afterwards becomes a prefix and a hash of the whole.</summary>
    public static string Escape(string name)
    {
        var escaped = new StringBuilder(name.Length + 8);
        var prefixEnd = 0;
        var bytes = 0;
        var last = name.Length - 1;
        var isDevice = IsDevice(name);
        var at = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            var edge = (at == 0 && (isDevice || rune.Value == '.')) || (at == last && rune.Value is '.' or ' ');
            bytes += edge || MustEscape(rune) ? AppendEscaped(escaped, rune) : AppendPlain(escaped, rune);
            if (bytes <= PrefixBytes)
                prefixEnd = escaped.Length;
            at += rune.Utf16SequenceLength;
        }

        return bytes <= MaxBytes ? escaped.ToString() : $"{escaped.ToString(0, prefixEnd)}{HashMark}{HashOf(name)}";
    }

    /// <summary>32 hexadecimal digits that stand for a text that is too long for a file system.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(text)));

    private static bool MustEscape(Rune rune) =>
        Rune.IsControl(rune) || (rune.IsBmp && Special.Contains((char)rune.Value));

    private static int AppendEscaped(StringBuilder escaped, Rune rune)
    {
        Span<byte> encoded = stackalloc byte[4];
        var count = rune.EncodeToUtf8(encoded);
        foreach (var value in encoded[..count])
            escaped.Append('%').Append(value.ToString("X2", null));
        return 3 * count;
    }

    private static int AppendPlain(StringBuilder escaped, Rune rune)
    {
        escaped.Append(rune.ToString());
        return rune.Utf8SequenceLength;
    }

    // Windows opens a device for these names, whatever the extension and the blanks before it.
    private static bool IsDevice(string name)
    {
        var stem = name.AsSpan();
        if (stem.IndexOf('.') is var dot and >= 0)
            stem = stem[..dot];
        stem = stem.TrimEnd(' ');
        foreach (var device in Devices)
        {
            if (stem.Equals(device, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return stem.Length == 4
            && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase))
            && (char.IsAsciiDigit(stem[3]) || stem[3] is '¹' or '²' or '³');
    }
}

using System.Globalization;
using System.Text;

namespace DfsAspire.Client.Shell.Output;

/// <summary>Makes text of unknown origin (names, reasons given by nodes) harmless to a terminal.</summary>
public static class DisplayText
{
    /// <summary>
    /// The text with control characters, line separators, halves of surrogate pairs and the characters that reorder a line
    /// (Unicode TR 9, explicit directional formatting) written as <c>\u001B</c>. Other text stays as it is.
    /// </summary>
    public static string Safe(string text)
    {
        var fault = FirstUnsafe(text, 0);
        if (fault < 0)
            return text;
        var safe = new StringBuilder(text.Length + 16);
        for (var start = 0; ; start = fault + 1, fault = FirstUnsafe(text, start))
        {
            if (fault < 0)
                return safe.Append(text.AsSpan(start)).ToString();
            safe.Append(text.AsSpan(start, fault - start)).Append(CultureInfo.InvariantCulture, $"\\u{(int)text[fault]:X4}");
        }
    }

    private static int FirstUnsafe(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsControl(text[i]) || char.IsSurrogate(text[i]) || Misleads(text[i]))
                return i;
        }

        return -1;
    }

    private static bool Misleads(char c) => c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}

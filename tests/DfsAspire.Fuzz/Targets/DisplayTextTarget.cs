using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Names and reasons from nodes, as a terminal gets them. Two bytes are one UTF-16 unit, so that halves of pairs occur too.</summary>
internal static class DisplayTextTarget
{
    private static readonly SearchValues<char> Misleading = SearchValues.Create("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");

    public static FuzzTarget Target { get; } = new("display-text", Run)
    {
        Seeds = static () => [Encoding.Unicode.GetBytes("docs/report\u001b[2J.pdf"), Encoding.Unicode.GetBytes("😀\u202egnp.exe")],
        Words = [.. new[] { "\u001b", "\u009b", "\r", "\u2028", "\u202e", "\u2066", "😀", "\u007f" }.Select(Encoding.Unicode.GetBytes), [0x3d, 0xd8], [0x00, 0xde]],
        MaxBytes = 1024,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var safe = DisplayText.Safe(new string(MemoryMarshal.Cast<byte, char>(input)));
        Promise.That(!safe.Any(char.IsControl) && !safe.AsSpan().ContainsAny(Misleading), "Nothing is left that a terminal obeys.");
        Promise.That(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(safe)) == safe, "What is left is valid Unicode.");
        Promise.That(DisplayText.Safe(safe) == safe, "Safe text stays as it is.");
    }
}

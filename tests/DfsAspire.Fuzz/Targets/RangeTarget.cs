using System.Buffers.Binary;
using System.Text;
using DfsAspire.Client.Gateway.WebDav;
using Microsoft.AspNetCore.Http;

namespace DfsAspire.Fuzz.Targets;

/// <summary>The length of a file, of eight bytes, and a Range header.</summary>
internal static class RangeTarget
{
    private const int LengthBytes = 8;

    public static FuzzTarget Target { get; } = new("range", Run)
    {
        Seeds = static () => [.. new[] { "bytes=0-9", "bytes=5-", "bytes=-5", "bytes=0-0,2-2", "lines=1-2" }.Select(static text => (byte[])[.. new byte[LengthBytes - 1], 10, .. Encoding.ASCII.GetBytes(text)])],
        Words = Samples.Words("bytes=", "-", ",", "0", "9223372036854775807", "18446744073709551616", " ", "BYTES="),
        MaxBytes = 256,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < LengthBytes)
            return;
        var length = BinaryPrimitives.ReadInt64BigEndian(input) & long.MaxValue;
        var context = new DefaultHttpContext();
        context.Request.Headers.Range = Encoding.Latin1.GetString(input[LengthBytes..]);
        if (context.Request.GetTypedHeaders().Range is not { } wanted || !ByteRange.TryChoose(wanted, length, out var part) || part is not { } range)
            return;
        Promise.That(range.From >= 0 && range.From <= range.To && range.To < length, "A part lies in its file.");
    }
}

using Microsoft.Net.Http.Headers;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>A part of a file (RFC 9110, section 14): its first and its last byte.</summary>
internal readonly record struct ByteRange(long From, long To)
{
    /// <summary>Which part a reader gets.</summary>
    /// <param name="wanted">The Range header.</param>
    /// <param name="length">How long the file is.</param>
    /// <param name="part">The part; null for the whole: several ranges at once, and units other than bytes, may be answered so.</param>
    /// <returns>False when the range begins behind the end of the file.</returns>
    public static bool TryChoose(RangeHeaderValue wanted, long length, out ByteRange? part)
    {
        part = null;
        if (wanted is not { Unit.Value: "bytes", Ranges: { Count: 1 } ranges })
            return true;
        var range = ranges.First();
        var from = range.From ?? Math.Max(0, length - range.To!.Value);
        var to = range.From is null ? length - 1 : Math.Min(range.To ?? length - 1, length - 1);
        if (from > to)
            return false;
        part = new ByteRange(from, to);
        return true;
    }
}

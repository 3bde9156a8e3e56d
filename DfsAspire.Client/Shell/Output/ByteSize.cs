using System.Globalization;

namespace DfsAspire.Client.Shell.Output;

/// <summary>Sizes for people: decimal units, as disks and networks count.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Reads a size as people write it: <c>512</c>, <c>10GB</c>, <c>1.5 TB</c>. False for anything else.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var trimmed = text.Trim();
        var factor = 1m;
        foreach (var unit in Units)
        {
            factor *= 1000;
            if (trimmed.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
                return TryScale(trimmed[..^unit.Length], factor, out bytes);
        }

        return TryScale(trimmed, 1, out bytes);
    }

    private static bool TryScale(string number, decimal factor, out long bytes)
    {
        bytes = 0;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value)
            || value > long.MaxValue / factor)
        {
            return false;
        }

        bytes = (long)(value * factor);
        return true;
    }

    /// <summary>A size such as <c>1 byte</c>, <c>512 bytes</c> or <c>1.2 MB</c>.</summary>
    public static string Format(long bytes)
    {
        if (bytes < 1000)
            return bytes == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
        var value = bytes / 1000.0;
        var unit = 0;
        // 999.95 would be shown as 1000.0.
        for (; value >= 999.95 && unit < Units.Length - 1; unit++)
            value /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }
}

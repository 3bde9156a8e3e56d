using System.Globalization;

namespace DfsAspire.Client.Gateway.WebDav.Locks;

/// <summary>The Timeout header: a list of wishes, of which the first that is understood counts.</summary>
internal static class LockTimeout
{
    private const string Second = "Second-";

    /// <summary>What a client gets that says nothing.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromMinutes(10);

    /// <summary>Reads the header.</summary>
    public static TimeSpan Read(string? header)
    {
        foreach (var wish in (header ?? "").Split(',', 8, StringSplitOptions.TrimEntries))
        {
            if (wish.Equals("Infinite", StringComparison.OrdinalIgnoreCase))
                return LockTable.LongestTime;
            if (wish.StartsWith(Second, StringComparison.OrdinalIgnoreCase)
                && uint.TryParse(wish.AsSpan(Second.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return TimeSpan.FromSeconds(Math.Max(1, seconds));
        }

        return Default;
    }
}

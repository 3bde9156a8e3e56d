using System.Globalization;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>
/// The time that a file has where it comes from, as clients of ownCloud say it: <c>X-OC-Mtime</c>, seconds since 1970 UTC, with a fraction if they like. Answered
/// with <c>X-OC-Mtime: accepted</c>, so that they know.
/// </summary>
internal static class FileTime
{
    /// <summary>The name of the header in requests and answers.</summary>
    public const string Header = "X-OC-Mtime";

    /// <summary>The value in answers to those whose time was taken.</summary>
    public const string Accepted = "accepted";

    // To the end of the year 9999, which is as far as dates go.
    private const decimal LastSecond = 253_402_300_799;

    /// <summary>The time that a request gives; null when it gives none, or one that cannot be kept.</summary>
    public static DateTimeOffset? Of(HttpRequest request) =>
        decimal.TryParse(request.Headers[Header].ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= LastSecond
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
}

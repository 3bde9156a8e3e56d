using System.Diagnostics;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>Names the span of a request by the door that it came through, so that it is told from the command of the store below it.</summary>
internal static class RequestSpan
{
    private static readonly HashSet<string> _known = new(StringComparer.Ordinal)
    {
        "GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK",
    };

    /// <summary>Names it. A method that nobody knows is not for names.</summary>
    public static void Name(HttpContext http, string door) =>
        Activity.Current?.DisplayName = _known.Contains(http.Request.Method) ? $"{http.Request.Method} by {door}" : door;
}

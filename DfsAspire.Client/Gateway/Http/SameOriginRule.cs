using System.Security.Cryptography;
using System.Text;
using DfsAspire.Client.Gateway.Sessions;
using Microsoft.Net.Http.Headers;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>A browser sends its cookie with requests that other sites make. Those must change nothing: they neither come from here nor know the session's token.</summary>
internal static class SameOriginRule
{
    /// <summary>The header in which scripts send the token; forms have a field of the name <see cref="Field"/>.</summary>
    public const string Header = "X-Dfs-Token";

    public const string Field = "token";

    /// <summary>Checks where a request comes from, as far as the browser says.</summary>
    /// <exception cref="HttpRefusal">It comes from another site.</exception>
    public static void CheckOrigin(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
            throw Foreign();
        if (request.Headers[HeaderNames.Origin].ToString() is not { Length: > 0 } origin)
            return;
        // Who ends TLS before the gateway changes the scheme, not the host.
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || !IsSame(uri, request.Host))
            throw Foreign();
    }

    /// <summary>Checks the token of a request that changes something.</summary>
    /// <exception cref="HttpRefusal">It is missing or another session's.</exception>
    public static void CheckToken(WebSession session, string? token)
    {
        if (token is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(session.Token)))
            throw new HttpRefusal(StatusCodes.Status403Forbidden, "This page is older than your log-in. Go back, load it again, and repeat what you did; nothing was changed.");
    }

    private static bool IsSame(Uri origin, HostString host) =>
        Uri.TryCreate($"{origin.Scheme}://{host.Value}", UriKind.Absolute, out var here)
        && Uri.Compare(origin, here, UriComponents.HostAndPort, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static HttpRefusal Foreign() => new(StatusCodes.Status403Forbidden, "This request was made by another site, and nothing was changed.");
}

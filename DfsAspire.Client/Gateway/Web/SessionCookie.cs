using DfsAspire.Client.Gateway.Http;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>
/// The cookie of a log-in. Scripts cannot read it, and it is gone with the browser. Lax, not Strict: a link to a file from a mail or from the dashboard
/// shall open for who is logged in; everything that changes something needs more than the cookie (<see cref="SameOriginRule"/>).
/// </summary>
internal static class SessionCookie
{
    private const int MostCharacters = 64;

    /// <summary>The cookie of a request; null when there is none.</summary>
    public static string? Read(HttpRequest request) =>
        request.Cookies.TryGetValue(NameFor(request), out var id) && id is { Length: > 0 and <= MostCharacters } ? id : null;

    /// <summary>Gives the browser its cookie.</summary>
    public static void Write(HttpContext http, string id) => http.Response.Cookies.Append(NameFor(http.Request), id, Options(http.Request));

    /// <summary>Takes it away.</summary>
    public static void Delete(HttpContext http) => http.Response.Cookies.Delete(NameFor(http.Request), Options(http.Request));

    // With the prefix, no other host of the domain and no plain HTTP can set it.
    private static string NameFor(HttpRequest request) => request.IsHttps ? "__Host-dfs" : "dfs";

    private static CookieOptions Options(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = request.IsHttps,
        Path = "/",
        IsEssential = true,
    };
}

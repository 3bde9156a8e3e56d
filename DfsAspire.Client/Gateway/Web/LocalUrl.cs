using DfsAspire.Client.Gateway.Http;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>Where a log-in leads: to a page of this gateway, never elsewhere.</summary>
internal static class LocalUrl
{
    private const int MostCharacters = 4 * 1024;

    /// <summary>The address, when it is one of the files' pages or the account's; otherwise that of the root folder.</summary>
    public static string OrFiles(string? url) =>
        url == WebRoutes.Account || (url is { Length: <= MostCharacters } && url.StartsWith($"{WebRoutes.Files}/", StringComparison.Ordinal) && url.All(c => c is > ' ' and < '\u007f' and not '\\'))
            ? url
            : $"{WebRoutes.Files}/";

    /// <summary>The path and query of a request, as they came.</summary>
    public static string GetEncodedPathAndRaw(this HttpRequest request) => StoreUrl.RawPath(request.HttpContext) + request.QueryString.Value;
}

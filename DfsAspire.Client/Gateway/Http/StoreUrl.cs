using System.Globalization;
using System.Text;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Names;
using Microsoft.AspNetCore.Http.Features;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>Paths of the store as they stand in URLs, below a root such as <c>/dav</c>.</summary>
internal static class StoreUrl
{
    // A byte of a name is three characters at the most.
    private const int MostCharacters = 3 * WireLimits.PathBytes + 64;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path that a request names below a root.</summary>
    /// <exception cref="HttpRefusal">It names none.</exception>
    public static StorePath Of(HttpContext http, string root) => TryRead(root, RawPath(http), out var path, out _)
        ? path
        : throw new HttpRefusal(StatusCodes.Status400BadRequest, "The address names no path of the store: a name in it is empty, too long, or holds what no name may hold.");

    /// <summary>Whether the address of a request has a query, an empty one included.</summary>
    public static bool HasQuery(HttpContext http) => http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Contains('?', StringComparison.Ordinal);

    /// <summary>The path of a request as it came, still escaped: Kestrel's own has lost what was escaped in it.</summary>
    public static string RawPath(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? target[..query] : target;
    }

    /// <summary>Reads the path of a URL, without host and query. What is escaped in it stays within its name: <c>%2F</c> separates nothing and is refused.</summary>
    public static bool TryRead(string root, string path, out StorePath storePath, out string fault)
    {
        storePath = default;
        if (path.Length > MostCharacters || !(path == root || path.StartsWith($"{root}/", StringComparison.Ordinal)))
        {
            fault = path.Length > MostCharacters ? "The URL is longer than that of any path." : $"The path does not begin with {root}/.";
            return false;
        }

        var names = path.Length == root.Length ? [""] : path[(root.Length + 1)..].Split('/');
        for (var i = 0; i < names.Length; i++)
        {
            if (TryDecode(names[i]) is not { } name || name.Contains('/', StringComparison.Ordinal))
            {
                fault = "The URL holds an escape that stands for no character of a name.";
                return false;
            }

            names[i] = name;
        }

        // StorePath forgives one slash at the end; an escaped or doubled one it does not meet here.
        return StorePath.TryParse(string.Join('/', names), out storePath, out fault);
    }

    /// <summary>The URL of a path, without host: absolute, escaped, and with a slash at the end for a folder.</summary>
    public static string Of(string root, StorePath path, bool isFolder)
    {
        var url = new StringBuilder(root);
        if (!path.IsRoot)
            foreach (var name in path.Value.Split('/'))
                url.Append(CultureInfo.InvariantCulture, $"/{Uri.EscapeDataString(name)}");
        if (isFolder)
            url.Append('/');
        return url.ToString();
    }

    private static string? TryDecode(string escaped)
    {
        var bytes = new byte[escaped.Length * 3];
        var length = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '%')
            {
                if (!Rune.TryGetRuneAt(escaped, i, out var rune))
                    return null;
                length += rune.EncodeToUtf8(bytes.AsSpan(length));
                i += rune.Utf16SequenceLength - 1;
                continue;
            }

            if (i + 2 >= escaped.Length || !byte.TryParse(escaped.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
                return null;
            length++;
            i += 2;
        }

        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using DfsAspire.Client.Gateway.Http;
using Microsoft.Net.Http.Headers;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>The page's own files: styles, scripts and the icon. They are in the program; nothing is built, and nothing is fetched from elsewhere.</summary>
internal static class Assets
{
    private const string Prefix = "Web.Assets/";

    private static readonly FrozenDictionary<string, Asset> All = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(name => $"/{name[Prefix.Length..]}", Asset.Read, StringComparer.Ordinal);

    public static async Task RunAsync(HttpContext http, string name)
    {
        if (!All.TryGetValue(name, out var asset))
            throw new HttpRefusal(StatusCodes.Status404NotFound, "The page has no such file.");
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.GetTypedHeaders().ETag = asset.Tag;
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Compare(asset.Tag, useStrongComparison: false)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = asset.Type;
        http.Response.ContentLength = asset.Bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(asset.Bytes, http.RequestAborted);
    }

    private sealed record Asset(byte[] Bytes, string Type, EntityTagHeaderValue Tag)
    {
        public static Asset Read(string name)
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var type = Path.GetExtension(name) switch
            {
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".svg" => "image/svg+xml",
                _ => "application/octet-stream",
            };
            return new Asset(bytes, type, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\""));
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.WebDav;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Api;

/// <summary>One request of the REST API by a user who is logged in.</summary>
internal sealed class ApiCall(HttpContext http, GatewaySession session, StorePath path, GatewayParts parts)
{
    public HttpContext Http => http;

    public GatewaySession Session => session;

    public DfsClient Store => session.Store;

    /// <summary>The path in the address; the root where there is none.</summary>
    public StorePath Path => path;

    /// <summary>Ends when the client has gone away.</summary>
    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>The same request about one path, as WebDAV's methods take it: conditions, locks and properties hold here too.</summary>
    /// <exception cref="HttpRefusal">The gateway keeps the name for itself.</exception>
    public DavCall About(StorePath other) => HiddenNames.IsHidden(other) ? throw DavEndpoint.IsHidden(other) : new DavCall(http, Store, other, parts);

    /// <summary>Reads the body as JSON.</summary>
    /// <param name="shape">What it is.</param>
    /// <param name="isWhole">Whether all is there that must be.</param>
    /// <param name="example">A body as it should be, for people.</param>
    /// <exception cref="HttpRefusal">It is none, or not whole.</exception>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> shape, Func<T, bool> isWhole, string example)
    {
        var body = await About(StorePath.Root).ReadBodyAsync();
        return TryRead(body.Span, shape, isWhole, out var wish)
            ? wish
            : throw new HttpRefusal(StatusCodes.Status400BadRequest, $"The body must be JSON such as {example}.");
    }

    /// <summary>Reads JSON; false when it is none, or not whole.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> shape, Func<T, bool> isWhole, [NotNullWhen(true)] out T? wish)
    {
        try
        {
            wish = JsonSerializer.Deserialize(body, shape);
            return wish is not null && isWhole(wish);
        }
        catch (JsonException)
        {
            wish = default;
            return false;
        }
    }

    /// <summary>Answers with a value.</summary>
    public Task WriteAsync<T>(int status, T value, JsonTypeInfo<T> shape) => WriteAsync(http, status, value, shape, "application/json; charset=utf-8");

    /// <summary>Answers any request with a value.</summary>
    public static async Task WriteAsync<T>(HttpContext http, int status, T value, JsonTypeInfo<T> shape, string type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, shape);
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}

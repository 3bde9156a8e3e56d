using System.Buffers;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav.Locks;
using DfsAspire.Client.Gateway.WebDav.Properties;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>One request of a user who is logged in, about one path.</summary>
internal sealed class DavCall(HttpContext http, DfsClient store, StorePath path, GatewayParts parts)
{
    private readonly Lazy<IfHeader?> _if = new(() => ReadIf(http.Request));

    /// <summary>The request and its answer.</summary>
    public HttpContext Http => http;

    public HttpRequest Request => http.Request;

    public HttpResponse Response => http.Response;

    /// <summary>The store as the user sees it.</summary>
    public DfsClient Store => store;

    /// <summary>The path that the request names.</summary>
    public StorePath Path => path;

    public LockTable Locks => parts.Locks;

    public PathGates Gates => parts.Gates;

    public UploadRoom Uploads => parts.Uploads;

    public DownloadRoom Downloads => parts.Downloads;

    /// <summary>Properties that clients keep beside the user's files.</summary>
    public DeadProperties Properties { get; } = new(store);

    /// <summary>Ends when the client has gone away.</summary>
    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>The If header; null when there is none.</summary>
    /// <exception cref="HttpRefusal">It cannot be read.</exception>
    public IfHeader? If => _if.Value;

    /// <summary>The Depth header, or what holds without one.</summary>
    /// <exception cref="HttpRefusal">It is none of the three that there are.</exception>
    public DavDepth DepthOr(DavDepth otherwise) => Request.Headers["Depth"].ToString().Trim() switch
    {
        "" => otherwise,
        "0" => DavDepth.Zero,
        "1" => DavDepth.One,
        var text when text.Equals("infinity", StringComparison.OrdinalIgnoreCase) => DavDepth.Infinity,
        _ => throw new HttpRefusal(StatusCodes.Status400BadRequest, "The Depth header must be 0, 1 or infinity."),
    };

    /// <summary>Reads the body of a request that describes something; empty when there is none.</summary>
    /// <exception cref="HttpRefusal">It is too long.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadBodyAsync()
    {
        if (Request.ContentLength > DavXml.MostBytes)
            throw TooLong();
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await Request.Body.ReadAsync(body.GetMemory(4096), Aborted);
            if (read == 0)
                return body.WrittenMemory;
            body.Advance(read);
            if (body.WrittenCount > DavXml.MostBytes)
                throw TooLong();
        }
    }

    private static HttpRefusal TooLong() =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body is longer than {DavXml.MostBytes} bytes.");

    private static IfHeader? ReadIf(HttpRequest request) => request.Headers["If"] is { Count: > 0 } header
        ? IfHeader.TryRead(header.ToString()) ?? throw new HttpRefusal(StatusCodes.Status400BadRequest, "The If header cannot be read.")
        : null;
}

/// <summary>How far below its path a request reaches.</summary>
internal enum DavDepth
{
    /// <summary>The path itself.</summary>
    Zero,

    /// <summary>And what lies directly in it.</summary>
    One,

    /// <summary>And everything below.</summary>
    Infinity,
}

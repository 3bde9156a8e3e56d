using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Takes the resources' telemetry (OTLP over gRPC) from the first moment on and hands it to the dashboard as soon as there
/// is one: it may still be on its way from npm while the first files are being put. When too much gathers, what comes then
/// is dropped: the first traces are the ones that people look for.
/// </summary>
internal sealed class TelemetryRelay(ILogger<TelemetryRelay> log) : IDisposable
{
    private const int MostWaiting = 32 * 1024 * 1024;
    private const int LargestMessage = 4 * 1024 * 1024;
    private static readonly byte[] EmptyReply = [0, 0, 0, 0, 0];

    private readonly Channel<(string Path, string? Key, byte[] Body)> _waiting = Channel.CreateUnbounded<(string, string?, byte[])>();
    private long _bytesWaiting;
    private volatile bool _unwanted;

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Takes one message; the sender is told at once that all is well.</summary>
    public async Task TakeAsync(HttpContext context)
    {
        if (context.Request.ContentLength > LargestMessage)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The sender was killed in the middle of a message.
            return;
        }

        if (!_unwanted && body.Length <= LargestMessage && Interlocked.Read(ref _bytesWaiting) <= MostWaiting)
        {
            Interlocked.Add(ref _bytesWaiting, body.Length);
            _waiting.Writer.TryWrite((context.Request.Path.Value ?? "/", context.Request.Headers["x-otlp-api-key"], body.ToArray()));
        }
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(EmptyReply, context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>Hands on what has come and what comes, until cancelled.</summary>
    public async Task ForwardAsync(Uri dashboard, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (path, key, body) in _waiting.Reader.ReadAllAsync(cancellationToken))
            {
                Interlocked.Add(ref _bytesWaiting, -body.Length);
                await ForwardAsync(new Uri(dashboard, path), key, body, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
    }

    /// <summary>No dashboard will come: what has gathered is forgotten, and what comes as well.</summary>
    public void GiveUp()
    {
        _unwanted = true;
        while (_waiting.Reader.TryRead(out _))
        {
            // Only to free the memory.
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task ForwardAsync(Uri to, string? key, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.TE.Add(new("trailers"));
        if (key is not null)
            request.Headers.Add("x-otlp-api-key", key);
        try
        {
            using var reply = await _client.SendAsync(request, cancellationToken);
            reply.EnsureSuccessStatusCode();
            await reply.Content.CopyToAsync(Stream.Null, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            DashboardLog.TelemetryLost(log, exception.Message);
        }
    }
}

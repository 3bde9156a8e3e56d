using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit.Sdk;

namespace DfsAspire.EndToEnd.Tests.Telemetry;

/// <summary>Takes the place of a dashboard: keeps the spans that programs send over OTLP (protobuf over HTTP).</summary>
public sealed class TelemetryReceiver : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ReceivedSpan> _spans = [];
    private readonly List<byte[]> _reports = [];
    private readonly WebApplication _web;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TelemetryReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _web = builder.Build();
        _web.MapPost("/v1/traces", TakeAsync);
        _web.MapPost("/{**other}", async (HttpContext context) => { await KeepAsync(context); });
    }

    /// <summary>What <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is to be.</summary>
    public Uri Endpoint => new(_web.Urls.Single());

    /// <summary>Every report as it came: spans, logs and metrics.</summary>
    public IReadOnlyList<byte[]> Reports
    {
        get
        {
            lock (_lock)
                return [.. _reports];
        }
    }

    /// <summary>Listens on a free port of this machine.</summary>
    public static async Task<TelemetryReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var receiver = new TelemetryReceiver();
        await receiver._web.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>Waits until what is looked for is among the spans.</summary>
    /// <param name="what">What is looked for, for the failure's text.</param>
    /// <param name="find">Finds it among all spans received so far; null when it is not there yet.</param>
    /// <param name="cancellationToken">Gives up, and says what was received instead.</param>
    public async Task<T> WaitForAsync<T>(string what, Func<IReadOnlyList<ReceivedSpan>, T?> find, CancellationToken cancellationToken) where T : class
    {
        while (true)
        {
            IReadOnlyList<ReceivedSpan> received;
            Task more;
            lock (_lock)
                (received, more) = ([.. _spans], _more.Task);
            if (find(received) is { } found)
                return found;
            try
            {
                await more.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                throw new XunitException($"{what} did not come. These spans did:\n{string.Join('\n', received)}");
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var spans = OtlpTraces.Read(await KeepAsync(context));
        lock (_lock)
        {
            _spans.AddRange(spans);
            _more.SetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task<byte[]> KeepAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var report = body.ToArray();
        lock (_lock)
            _reports.Add(report);
        // An empty reply: everything was taken.
        context.Response.ContentType = "application/x-protobuf";
        return report;
    }
}

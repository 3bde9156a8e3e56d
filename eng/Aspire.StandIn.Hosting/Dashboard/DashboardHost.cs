using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Aspire.StandIn.Guard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Runs the dashboard, and beside it what it feeds on: the resource service and the telemetry relay.</summary>
internal sealed class DashboardHost(
    Orchestrator orchestrator, ResourceNotificationService states, ResourceCommandService commands, ResourceLogs logs, GuardClient guard, PortPicker ports,
    DashboardSettings settings, WireResource wire, IHostEnvironment environment, ILogger<DashboardHost> log, ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _ending = new();
    private readonly TelemetryRelay _relay = new(loggers.CreateLogger<TelemetryRelay>());
    private WebApplication? _services;
    private Task _life = Task.CompletedTask;

    /// <summary>Opens the services; the dashboard itself comes up in the background, however long that takes.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = environment.ApplicationName });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseUrls();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(orchestrator).AddSingleton(states).AddSingleton(logs).AddSingleton(wire).AddSingleton(settings)
            .AddSingleton(commands).AddSingleton(environment).AddSingleton(loggers);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var port in (int[])[settings.ResourceServiceUrl.Port, settings.OtlpPort])
                kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        _services = builder.Build();
        _services.UseWhen(context => context.Connection.LocalPort == settings.OtlpPort, branch => branch.Run(_relay.TakeAsync));
        _services.MapGrpcService<ResourceService>();
        await _services.StartAsync(cancellationToken);
        _life = LiveAsync(_ending.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _life;
        if (_services is not null)
            await _services.DisposeAsync();
        _relay.Dispose();
        _ending.Dispose();
    }

    private async Task LiveAsync(CancellationToken ending)
    {
        try
        {
            var program = await new DashboardPackage(guard, loggers.CreateLogger<DashboardPackage>()).GetAsync(ending);
            var otlpPort = ports.Pick();
            var lastLine = "";
            var run = guard.Run("dashboard", Describe(program, otlpPort), (line, isError) =>
            {
                DashboardLog.Wrote(log, line);
                lastLine = line.Length > 0 ? line : lastLine;
            });
            await using var stop = ending.Register(() => guard.Stop(run, Grace));
            await run.Started;
            if (await AnswersAsync(run, ending))
            {
                DashboardLog.IsUp(log, settings.LoginUrl);
                using var forwarding = CancellationTokenSource.CreateLinkedTokenSource(ending);
                var forward = _relay.ForwardAsync(new Uri($"http://localhost:{otlpPort}"), forwarding.Token);
                await run.Exited;
                await forwarding.CancelAsync();
                await forward;
            }
            if (!ending.IsCancellationRequested)
                throw new DistributedApplicationException($"it ended by itself: {lastLine}");
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
        catch (DistributedApplicationException exception)
        {
            DashboardLog.IsMissing(log, $"{exception.Message.TrimEnd('.')}.");
            logs.Echo = true;
            _relay.GiveUp();
        }
    }

    private GuardOrder Describe(string program, int otlpPort)
    {
        var own = new List<(string, string)>
        {
            ("ASPNETCORE_URLS", settings.Url.GetLeftPart(UriPartial.Authority)),
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://localhost:{otlpPort}"),
            ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", settings.ResourceServiceUrl.AbsoluteUri),
            ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
            ("ASPIRE_DASHBOARD_API_ENABLED", "true"),
            ("DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE", "ApiKey"),
            ("DASHBOARD__RESOURCESERVICECLIENT__APIKEY", settings.ResourceServiceKey),
        };
        own.AddRange(settings.BrowserToken is { } token
            ? [("DASHBOARD__FRONTEND__AUTHMODE", "BrowserToken"), ("DASHBOARD__FRONTEND__BROWSERTOKEN", token), ("DASHBOARD__API__AUTHMODE", "ApiKey"), ("DASHBOARD__API__PRIMARYAPIKEY", token)]
            : [("DASHBOARD__FRONTEND__AUTHMODE", "Unsecured"), ("DASHBOARD__API__AUTHMODE", "Unsecured")]);
        own.AddRange(settings.OtlpKey is { } key
            ? [("DASHBOARD__OTLP__AUTHMODE", "ApiKey"), ("DASHBOARD__OTLP__PRIMARYAPIKEY", key)]
            : [("DASHBOARD__OTLP__AUTHMODE", "Unsecured")]);
        return new GuardOrder(OrderKind.Start, "")
        {
            File = program,
            Arguments = ["dashboard"],
            Directory = Path.GetDirectoryName(program)!,
            Environment = ChildProgram.Inherit(own),
        };
    }

    private async Task<bool> AnswersAsync(GuardClient.Running run, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        while (!run.Exited.IsCompleted)
        {
            try
            {
                using var answer = await client.GetAsync(settings.Url, cancellationToken);
                if (answer.StatusCode < HttpStatusCode.InternalServerError)
                    return true;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
            await Task.WhenAny(run.Exited, Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
        return false;
    }
}

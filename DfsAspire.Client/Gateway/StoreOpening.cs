using DfsAspire.Client.Discovery;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Store;
using Microsoft.Extensions.ServiceDiscovery;

namespace DfsAspire.Client.Gateway;

/// <summary>
/// What the worker does on start: finds the nodes, logs in, and writes the connection file. What fails is tried again until it succeeds. From then on
/// it keeps the connection file true. Beside that, where it is told to greet, it sends one small file there and back, so that a dashboard has a trace to show.
/// </summary>
internal sealed class StoreOpening(
    WorkerSettings settings, StoreConnection connection, ServiceEndpointResolver resolver, TimeProvider time, ILogger<StoreOpening> log)
    : BackgroundService
{
    // A node that was away on start, or has another volume since, shows another certificate than the file has.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retry = new Retry(time, (step, reason, pause) =>
        {
            connection.Obstacle = $"{step}: {reason}";
            log.StepFailed(step, reason, pause.TotalSeconds);
        });
        var nodes = await retry.UntilDoneAsync("finding the nodes", token => NodeDiscovery.FindAsync(resolver, token), stoppingToken);
        var client = await retry.UntilDoneAsync("logging in", token => LogInAsync(nodes, token), stoppingToken);
        connection.Client = client;
        log.LoggedIn(client.User, client.Cluster);
        var written = await WriteConnectionFileAsync(client, retry, stoppingToken);
        await Task.WhenAll(KeepTrueAsync(client, written, retry, stoppingToken), GreetAsync(client, retry, stoppingToken));
    }

    private async Task KeepTrueAsync(DfsClient client, IReadOnlyList<NodeAddress> written, Retry retry, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (!client.Nodes.SequenceEqual(written))
                written = await WriteConnectionFileAsync(client, retry, stoppingToken);
    }

    private async Task GreetAsync(DfsClient client, Retry retry, CancellationToken stoppingToken)
    {
        if (settings.Greeting)
            await retry.UntilDoneAsync("sending a file there and back", GreetOnceAsync, stoppingToken);

        // What nodes coming back do not change, a quota that is used up, say, is not tried for ever.
        async Task<bool> GreetOnceAsync(CancellationToken token)
        {
            try
            {
                return await Greeting.ExchangeAsync(client, time, log, token);
            }
            catch (DfsException fault) when (!fault.IsTransient)
            {
                log.NotGreeted(fault.Message);
                return false;
            }
        }
    }

    private Task<DfsClient> LogInAsync(IReadOnlyList<NodeAddress> nodes, CancellationToken cancellationToken) => DfsClient.ConnectAsync(
        new DfsClientOptions { Nodes = nodes, User = settings.User.Name, Password = settings.User.Password, Tls = settings.Tls, Time = time }, cancellationToken);

    private async Task<IReadOnlyList<NodeAddress>> WriteConnectionFileAsync(DfsClient client, Retry retry, CancellationToken cancellationToken)
    {
        var nodes = client.Nodes;
        if (settings.ConnectionFile is { } file)
            await retry.UntilDoneAsync("writing the connection file", token => WriteAsync(file, nodes, client.Cluster, token), cancellationToken);
        return nodes;
    }

    private async Task<bool> WriteAsync(string file, IReadOnlyList<NodeAddress> nodes, Guid cluster, CancellationToken cancellationToken)
    {
        var configuration = new StoreConfiguration
        {
            Nodes = nodes,
            Users = [.. settings.FurtherUsers.Prepend(settings.User).Select(user => new ConfiguredUser(user.Name, user.Password))],
            Cluster = cluster,
            Tls = settings.Tls,
            Telemetry = settings.Telemetry,
        };
        await ConnectionFile.WriteAsync(file, configuration, cancellationToken);
        log.ConnectionFileWritten(file);
        return true;
    }
}

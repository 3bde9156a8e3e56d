using System.Security.Cryptography;
using DfsAspire.EndToEnd.Tests;
using DfsAspire.EndToEnd.Tests.Telemetry;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(RunningStore))]

// The tests share one store and stop nodes of it, so they take turns.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace DfsAspire.EndToEnd.Tests;

/// <summary>
/// The whole store as the AppHost describes it, started once for all tests, with data and secrets of its own: nothing of
/// the user's is read or kept.
/// </summary>
public sealed class RunningStore : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("dfs-e2e-");
    private DistributedApplication? _application;
    private TelemetryReceiver? _telemetry;

    /// <summary>The names of the four nodes.</summary>
    public static IReadOnlyList<string> Nodes { get; } = ["node1", "node2", "node3", "node4"];

    /// <summary>The running application.</summary>
    public DistributedApplication Application => _application ?? throw new InvalidOperationException("The store has not been started.");

    /// <summary>Receives the spans of the nodes, of the client, and of commands that find the store through <c>dfs.conf</c>.</summary>
    public TelemetryReceiver Telemetry => _telemetry ?? throw new InvalidOperationException("The store has not been started.");

    /// <summary>Where the volumes and the connection file are.</summary>
    public string Data => _data.FullName;

    /// <summary>What signs accounts.</summary>
    public string AdministratorSecret { get; } = NewSecret();

    /// <summary>What the founding step shares with the nodes.</summary>
    public string ClusterSecret { get; } = NewSecret();

    /// <summary>What each two nodes share.</summary>
    public IReadOnlyDictionary<string, string> PairSecrets { get; } =
        new[] { "1-node2", "1-node3", "1-node4", "2-node3", "2-node4", "3-node4" }.ToDictionary(pair => $"node{pair}-secret", _ => NewSecret());

    /// <summary>The password of the user alice.</summary>
    public string AlicePassword { get; } = NewSecret();

    /// <summary>The password of the user bob.</summary>
    public string BobPassword { get; } = NewSecret();

    /// <summary>Ends a test that waits for something that does not come.</summary>
    public static CancellationToken Deadline => CancellationTokenSource
        .CreateLinkedTokenSource(TestContext.Current.CancellationToken, new CancellationTokenSource(Patience).Token).Token;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _telemetry = await TelemetryReceiver.StartAsync(Deadline);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.DfsAspire_AppHost>(
        [
            $"--Dfs:Data={Data}",
            $"--Parameters:admin-secret={AdministratorSecret}",
            $"--Parameters:cluster-secret={ClusterSecret}",
            .. PairSecrets.Select(secret => $"--Parameters:{secret.Key}={secret.Value}"),
            $"--Parameters:alice-password={AlicePassword}",
            $"--Parameters:bob-password={BobPassword}",
        ], Deadline);
        foreach (var resource in (string[])[.. Nodes, "client"])
        {
            // Said after Aspire's own settings, so that these count.
            builder.CreateResourceBuilder<ProjectResource>(resource)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", _telemetry.Endpoint.ToString())
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        }
        _application = await builder.BuildAsync(Deadline);
        await _application.StartAsync(Deadline);
        foreach (var resource in (string[])[.. Nodes, "client"])
            await _application.ResourceNotifications.WaitForResourceHealthyAsync(resource, Deadline);

        // The worker is healthy before it has written dfs.conf and sent its first file there and back. Both must be done
        // before a test stops a node.
        await _telemetry.WaitForAsync("The worker's first GET", spans => spans.FirstOrDefault(span => span is { Service: "client", Name: "GET", IsError: false }), Deadline);
    }

    /// <summary>Stops a node and waits until it has ended.</summary>
    public async Task StopAsync(string node)
    {
        await CommandAsync(node, KnownResourceCommands.StopCommand);
        await Application.ResourceNotifications.WaitForResourceAsync(node, KnownResourceStates.TerminalStates, Deadline);
    }

    /// <summary>Starts a stopped node and waits until it is healthy.</summary>
    public async Task StartAsync(string node)
    {
        await CommandAsync(node, KnownResourceCommands.StartCommand);
        await Application.ResourceNotifications.WaitForResourceHealthyAsync(node, WaitBehavior.WaitOnResourceUnavailable, Deadline);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.StopAsync(CancellationToken.None);
            await _application.DisposeAsync();
        }
        if (_telemetry is not null)
            await _telemetry.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private async Task CommandAsync(string node, string command)
    {
        var result = await Application.ResourceCommands.ExecuteCommandAsync(node, command, Deadline);
        Assert.True(result.Success, $"{command} of {node} failed: {result.Message}");
    }

    private static string NewSecret() => RandomNumberGenerator.GetHexString(32);
}

using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Wire;
using Aspire.Hosting.Running;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

/// <summary>Answers the dashboard: which resources there are, what they write; starts and stops them.</summary>
internal sealed class ResourceService(
    Orchestrator orchestrator, ResourceNotificationService states, ResourceLogs logs, ResourceCommandService commands,
    WireResource wire, DashboardSettings settings, IHostEnvironment environment) : DashboardService.DashboardServiceBase
{
    private const string KeyHeader = "x-resource-service-api-key";

    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context)
    {
        Admit(context);
        return Task.FromResult(new ApplicationInformationResponse { ApplicationName = environment.ApplicationName.Replace(".AppHost", "", StringComparison.Ordinal) });
    }

    public override async Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context)
    {
        Admit(context);
        using var watch = states.Watch();
        var initial = new InitialResourceData();
        initial.Resources.AddRange(watch.Known.Select(wire.Describe));
        await responseStream.WriteAsync(new WatchResourcesUpdate { InitialData = initial }, context.CancellationToken);
        await foreach (var change in watch.Changes.ReadAllAsync(context.CancellationToken))
        {
            var changes = new WatchResourcesChanges();
            changes.Value.Add(new WatchResourcesChange { Upsert = wire.Describe(change) });
            await responseStream.WriteAsync(new WatchResourcesUpdate { Changes = changes }, context.CancellationToken);
        }
    }

    public override async Task WatchResourceConsoleLogs(
        WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context)
    {
        Admit(context);
        if (Find(request.ResourceName) is not { } resource)
            return;
        await foreach (var lines in logs.ReadAsync(resource.Name, follow: !request.SuppressFollow, context.CancellationToken))
        {
            var update = new WatchResourceConsoleLogsUpdate();
            update.LogLines.AddRange(lines.Select(line => new ConsoleLogLine { Text = line.Text, IsStdErr = line.IsError, LineNumber = line.Number }));
            await responseStream.WriteAsync(update, context.CancellationToken);
        }
    }

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        Admit(context);
        var name = Find(request.ResourceName)?.Name ?? request.ResourceName;
        var result = await commands.ExecuteCommandAsync(name, request.CommandName, context.CancellationToken);
        return new ResourceCommandResponse
        {
            Kind = result.Success ? ResourceCommandResponseKind.Succeeded : ResourceCommandResponseKind.Failed,
            Message = result.Message ?? "",
        };
    }

    public override async Task WatchInteractions(
        IAsyncStreamReader<WatchInteractionsRequestUpdate> requestStream, IServerStreamWriter<WatchInteractionsResponseUpdate> responseStream, ServerCallContext context)
    {
        Admit(context);
        // The dashboard waits for them before it listens.
        await context.WriteResponseHeadersAsync([]);
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            // Nothing was asked, so nothing has to be answered.
        }
    }

    private IResource? Find(string id) => orchestrator.Resources.FirstOrDefault(resource => wire.Id(resource) == id);

    // Whoever can call this can stop nodes, so it takes the key that only the dashboard was given.
    private void Admit(ServerCallContext context)
    {
        var given = Encoding.UTF8.GetBytes(context.RequestHeaders.GetValue(KeyHeader) ?? "");
        if (!CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(settings.ResourceServiceKey)))
            throw new RpcException(new Status(StatusCode.Unauthenticated, $"The header {KeyHeader} is missing or wrong."));
    }
}

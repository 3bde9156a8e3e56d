using Aspire.Hosting.Running;

namespace Aspire.Hosting.Dashboard;

internal sealed class DashboardHost(Orchestrator orchestrator)
{
    private readonly Orchestrator _orchestrator = orchestrator;

    public Task StartAsync(CancellationToken cancellationToken) => Task.FromResult(_orchestrator);

    public Task StopAsync() => Task.FromResult(_orchestrator);
}

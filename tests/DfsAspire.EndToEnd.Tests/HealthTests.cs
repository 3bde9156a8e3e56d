using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>What the dashboard says of how resources are.</summary>
public sealed class HealthTests(RunningStore store)
{
    [Fact]
    public async Task The_health_of_nodes_and_client_comes_with_its_reasons()
    {
        var well = await WaitForAsync("node1", report => report.Status == HealthStatus.Healthy);
        Assert.Contains("serves its volume", well.Description, StringComparison.Ordinal);

        await store.StopAsync("node3");
        await store.StopAsync("node4");
        try
        {
            var degraded = await WaitForAsync("client", report => report.Status == HealthStatus.Degraded);
            Assert.Contains("2 of 4 nodes answer", degraded.Description, StringComparison.Ordinal);
            Assert.Contains("node3", degraded.Description, StringComparison.Ordinal);
        }
        finally
        {
            await store.StartAsync("node3");
            await store.StartAsync("node4");
        }

        await WaitForAsync("client", report => report.Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_drained_node_is_seen_to_be_one()
    {
        var drained = await store.Application.ResourceCommands.ExecuteCommandAsync("node2", "drain", RunningStore.Deadline);
        Assert.True(drained.Success, drained.Message);
        try
        {
            var report = await WaitForAsync("node2", report => report.Status == HealthStatus.Degraded);
            Assert.Contains("it was drained", report.Description, StringComparison.Ordinal);
        }
        finally
        {
            await store.Application.ResourceCommands.ExecuteCommandAsync("node2", "undrain", RunningStore.Deadline);
        }

        await WaitForAsync("node2", report => report.Status == HealthStatus.Healthy);
    }

    private async Task<HealthReportSnapshot> WaitForAsync(string resource, Func<HealthReportSnapshot, bool> isSo)
    {
        var seen = await store.Application.ResourceNotifications.WaitForResourceAsync(
            resource, change => change.Snapshot.HealthReports.Any(isSo), RunningStore.Deadline);
        return seen.Snapshot.HealthReports.First(isSo);
    }
}

using Xunit;

namespace DfsAspire.StandIn.Tests;

/// <summary>However the AppHost ends, every process it started ends too.</summary>
public sealed class NothingIsLeftBehindTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("dfs-standin-");

    [Fact]
    public async Task A_terminated_AppHost_ends_cleanly_and_leaves_nothing()
    {
        Built.NeedsStandInOnLinux();
        await using var appHost = await AppHostProcess.StartAsync(_home.FullName, Built.Deadline);
        var started = appHost.Descendants;
        Assert.True(started.Count >= 5, "The guard and four nodes should run.");

        Processes.Signal(appHost.Id, Processes.SigTerm);
        Assert.Equal(0, await appHost.ExitAsync(Built.Deadline));
        await AllGoneAsync(started);
    }

    [Fact]
    public async Task A_killed_AppHost_leaves_nothing()
    {
        Built.NeedsStandInOnLinux();
        await using var appHost = await AppHostProcess.StartAsync(_home.FullName, Built.Deadline);
        var started = appHost.Descendants;

        Processes.Signal(appHost.Id, Processes.SigKill);
        await AllGoneAsync(started);
    }

    [Fact]
    public async Task When_the_guard_is_killed_the_AppHost_ends_with_everything()
    {
        Built.NeedsStandInOnLinux();
        await using var appHost = await AppHostProcess.StartAsync(_home.FullName, Built.Deadline);
        var started = appHost.Descendants;
        var guard = started.First(process => File.ReadAllText($"/proc/{process}/cmdline").Contains("Aspire.StandIn.Guard", StringComparison.Ordinal));

        Processes.Signal(guard, Processes.SigKill);
        await AllGoneAsync(started);
        await appHost.ExitAsync(Built.Deadline);
    }

    [Fact]
    public async Task A_killed_node_is_reported_and_the_others_go_on()
    {
        Built.NeedsStandInOnLinux();
        await using var appHost = await AppHostProcess.StartAsync(_home.FullName, Built.Deadline);
        var node3 = appHost.FindNode(3);

        Processes.Signal(node3, Processes.SigKill);
        await Processes.GoneAsync(node3, Built.Deadline);
        Assert.Contains(appHost.FindNode(2), appHost.Descendants);
        // An AppHost that is told to end before it has noticed says nothing of it.
        await appHost.SaysAsync("node3: ended by itself", Built.Deadline);

        Processes.Signal(appHost.Id, Processes.SigTerm);
        await appHost.ExitAsync(Built.Deadline);
        Assert.Contains("node3: ended by itself with exit code 137", appHost.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _home.Delete(recursive: true);

    private static Task AllGoneAsync(IEnumerable<int> processes) =>
        Task.WhenAll(processes.Select(process => Processes.GoneAsync(process, Built.Deadline)));
}

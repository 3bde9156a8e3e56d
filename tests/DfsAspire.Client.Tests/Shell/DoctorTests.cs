using DfsAspire.Client.Shell;
using DfsAspire.Client.Shell.Doctor;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>What <c>doctor</c> says of versions, clocks and the quota; what else it says of nodes is in the cluster's tests.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public DoctorTests() => _shell.Store.Status = new StoreStatus(Guid.Empty, [.. Enumerable.Range(1, 4).Select(ScriptedStore.Up)]);

    [Fact]
    public async Task Programs_of_one_release_are_well()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("doctor"));
        Assert.Contains($"  ok   version: {VersionCheck.Own}, here and on node1 node2 node3 node4\n", _shell.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_of_another_release_is_named()
    {
        _shell.Programs = node => node.Number == 3 ? "DfsAspire.Node 9.8.7" : $"DfsAspire.Node {VersionCheck.Own}";

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("doctor"));

        Assert.Contains($"  note versions differ: {VersionCheck.Own} here, {VersionCheck.Own} on node1 node2 node4, 9.8.7 on node3\n", _shell.Out, StringComparison.Ordinal);
        Assert.Contains("Upgrading", _shell.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_away_is_not_asked_and_one_that_says_nothing_is_left_out()
    {
        _shell.Store.Status = new StoreStatus(Guid.Empty, [ScriptedStore.Up(1), ScriptedStore.Up(2), ScriptedStore.Up(3), ScriptedStore.Down(4)]);
        _shell.Programs = node => node.Number switch
        {
            4 => throw new InvalidOperationException("It is away."),
            2 => throw new DfsException(DfsFault.QuorumRefused, "node2 was late"),
            _ => $"DfsAspire.Node {VersionCheck.Own}",
        };

        await _shell.RunAsync("doctor");

        Assert.Contains("here and on node1 node3\n", _shell.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "  ok   quota: none")]
    [InlineData(1000L, null, "  ok   quota: 900 bytes of 1.0 kB used (90 %)")]
    [InlineData(999L, null, "  note quota: 900 bytes of 999 bytes used (90 %)")]
    [InlineData(10_000L, 2L, "  note quota: 900 bytes of 10.0 kB and 2 of 2 files used (100 %)")]
    [InlineData(null, 50L, "  ok   quota: 2 of 50 files used (4 %)")]
    [InlineData(0L, null, "  note quota: 900 bytes of 0 bytes used (100 %)")]
    public async Task The_quota_is_shown_and_warned_of_above_nine_tenths(long? bytes, long? files, string expected)
    {
        _shell.Store.Quota = new Quota(bytes, files);
        _shell.Store.Use = new AccountUse(Bytes: 900, Files: 2);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("doctor"));

        Assert.Contains(expected, _shell.Out, StringComparison.Ordinal);
        Assert.Equal(expected.StartsWith("  note", StringComparison.Ordinal), _shell.Out.Contains("dfs user quota Alice", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(5, "5 minutes ahead of", true)]
    [InlineData(-5, "5 minutes behind", false)]
    [InlineData(180, "3 hours ahead of", true)]
    [InlineData(-180, "3 hours behind", false)]
    public async Task A_clock_is_said_to_be_ahead_or_behind_and_what_that_means_for_old_versions(int minutes, string apart, bool waits)
    {
        _shell.Store.Status = new StoreStatus(
            Guid.Empty, [ScriptedStore.Up(1) with { Clock = DateTimeOffset.UtcNow.AddMinutes(minutes) }, .. Enumerable.Range(2, 3).Select(ScriptedStore.Up)]);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("doctor"));

        Assert.Contains($"  note node1 (localhost:10001): its clock is {apart} this machine's\n", _shell.Out, StringComparison.Ordinal);
        Assert.Contains("times in listings are off", _shell.Out, StringComparison.Ordinal);
        Assert.Equal(waits, _shell.Out.Contains("deleted or replaced meanwhile waits longer there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_that_shows_a_configuration_is_named_as_its_heading_is()
    {
        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync("doctor", "--config", "nowhere.conf"));

        Assert.Contains("docs/operations.md, \"The command line\", shows", _shell.Out, StringComparison.Ordinal);
    }

    public void Dispose() => _shell.Dispose();
}

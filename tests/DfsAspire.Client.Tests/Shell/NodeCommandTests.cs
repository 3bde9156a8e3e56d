using DfsAspire.Client.Shell;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>What <c>status</c> and <c>repair</c> say of the nodes.</summary>
public sealed class NodeCommandTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task The_status_is_a_table_with_a_column_for_each_node_and_a_reason_for_each_that_is_not_ready()
    {
        _shell.Store.Status = new StoreStatus(Guid.Empty,
        [
            Node(1, new NodeStatus
            {
                State = NodeState.Ready, UptimeMilliseconds = 3 * 86_400_000L + 7_200_000, Parts = 1_234_567, PartsMissing = 1, PartsDamaged = 2, PartsOnLoan = 3,
                PartsRestored = 4, PartsUnconfirmed = 5, PartBytes = 999_900_000_000, FreeBytes = 1_200_000_000_000,
                CheckedSince = (DateTimeOffset.UtcNow - TimeSpan.FromMinutes(90)).ToUnixTimeMilliseconds(), ScrubPartsRead = 1, ScrubPartsDue = 3, PartsUnobtainable = 6,
            }),
            Node(2, new NodeStatus { State = NodeState.ReadOnly, Why = "it compares its accounts", UptimeMilliseconds = 1500 }),
            Node(3, new NodeStatus { State = NodeState.Copying, Why = "it copies the catalogs" }),
            ScriptedStore.Down(4),
        ]);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("status"));
        Assert.Equal("""
            cluster 00000000000000000000000000000000, user Alice
                             node1           node2           node3           node4
            state            ready           read-only       copying         away
            up for           3 d 2 h         1 s             0 s             -
            parts held       1234567         0               0               -
              missing        1               0               0               -
              damaged        2               0               0               -
              on loan        3               0               0               -
              brought back   4               0               0               -
              unconfirmed    5               0               0               -
            space used       999.9 GB        0 bytes         0 bytes         -
            space free       1.2 TB          0 bytes         0 bytes         -
            all checked      1 h 30 min ago  -               -               -
            scrub            33 %            -               -               -
            node2 (localhost:10002): it compares its accounts
            node3 (localhost:10003): it copies the catalogs
            node4 (localhost:10004): connection refused
            node1 (localhost:10001): no other node could give 6 of its lacking parts at the last attempt

            """.ReplaceLineEndings("\n"), _shell.Out);
        Assert.All(_shell.Out.Split('\n').Take(14), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task A_node_of_an_older_release_is_up_and_a_long_name_is_cut()
    {
        _shell.Store.Status = new StoreStatus(Guid.Empty,
            [new NodeReport(new NodeAddress(1, "a-name-of-many-letters-1", "localhost", 1), new NodeStatus { Parts = 2 }, null)]);

        await _shell.RunAsync("status");

        Assert.Contains("\n                 a-name-of-man…\nstate            up\n", _shell.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repair_says_what_changed()
    {
        _shell.Store.Status = Nodes(new NodeStatus { PartsMissing = 2, PartsDamaged = 1, PartsRestored = 5 });
        _shell.Store.Repaired = Nodes(new NodeStatus { PartsRestored = 8 });

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("repair"));

        Assert.Equal(["repair", "bye"], _shell.Store.Calls);
        Assert.Equal("node1: missing 2 → 0, damaged 1 → 0, 3 brought back\nEvery part is whole.\n", _shell.Out);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task Repair_fails_while_a_part_is_missing_or_damaged(int missing, int damaged)
    {
        _shell.Store.Status = _shell.Store.Repaired = Nodes(new NodeStatus { PartsMissing = missing, PartsDamaged = damaged });

        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("repair", "--scrub"));

        Assert.Equal(["repair with scrub", "bye"], _shell.Store.Calls);
        Assert.Contains("Not every part is whole", _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repair_fails_while_a_node_is_away_and_names_it()
    {
        _shell.Store.Status = _shell.Store.Repaired = new StoreStatus(Guid.Empty, [ScriptedStore.Up(1), ScriptedStore.Down(2)]);

        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("repair"));

        Assert.StartsWith("node2 (localhost:10002): connection refused\n", _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repair_for_programs_says_how_it_was_and_how_it_is()
    {
        _shell.Store.Status = Nodes(new NodeStatus { PartsMissing = 1 });
        _shell.Store.Repaired = Nodes(new NodeStatus { PartsRestored = 1 });

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("repair", "--json"));

        using var json = System.Text.Json.JsonDocument.Parse(_shell.Out);
        Assert.True(json.RootElement.GetProperty("whole").GetBoolean());
        Assert.Equal(1, json.RootElement.GetProperty("before")[0].GetProperty("numbers").GetProperty("partsMissing").GetInt64());
        Assert.Equal(0, json.RootElement.GetProperty("after")[0].GetProperty("numbers").GetProperty("partsMissing").GetInt64());
    }

    private static StoreStatus Nodes(NodeStatus status) => new(Guid.Empty, [Node(1, status)]);

    private static NodeReport Node(int number, NodeStatus status) => ScriptedStore.Up(number) with { Status = status };
}

using System.Text.Json;

namespace DfsAspire.Cluster.Tests;

/// <summary><c>sync</c>, <c>stat</c> and <c>rm --literal</c> as a user types them.</summary>
public sealed class SyncTests(TestCluster cluster) : ClusterTest(cluster)
{
    [Fact]
    public async Task A_directory_and_a_folder_become_alike_in_both_directions_and_nothing_is_sent_twice()
    {
        using var shell = new StoreShell(Cluster);
        var client = await ConnectAsync();
        Write(shell, "here/a", 1000, 1);
        Write(shell, "here/in/b", 2000, 2);
        Directory.CreateDirectory(shell.Local("here/empty"));
        var remote = $"dfs:{Folder}";

        Assert.Equal((0, 2, 0), await SyncAsync(shell, "here", remote));
        Assert.Equal(Bytes.Of(2000, 2), await client.GetBytesAsync(In("in/b")));
        Assert.Equal((2, 0, 0), await SyncAsync(shell, "here", remote));

        // The way back into another directory, and again.
        Assert.Equal((0, 2, 0), await SyncAsync(shell, remote, "there"));
        Assert.Equal(Bytes.Of(1000, 1), await File.ReadAllBytesAsync(shell.Local("there/a"), Cancellation));
        Assert.True(Directory.Exists(shell.Local("there/empty")));
        Assert.Equal((2, 0, 0), await SyncAsync(shell, remote, "there"));
        Assert.Equal((2, 0, 0), await SyncAsync(shell, "there", remote));

        // What changed goes; what only the other side has stays until it is said.
        Write(shell, "here/a", 1001, 3);
        File.Delete(shell.Local("here/in/b"));
        Directory.Delete(shell.Local("here/in"));
        Assert.Equal((0, 1, 0), await SyncAsync(shell, "here", remote));
        Assert.Equal((1, 0, 2), await SyncAsync(shell, "here", remote, "--delete", "--dry-run"));
        Assert.Equal(Bytes.Of(2000, 2), await client.GetBytesAsync(In("in/b")));
        Assert.Equal((1, 0, 2), await SyncAsync(shell, "here", remote, "--delete"));
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("in/b")));
        Assert.Equal((0, 1, 2), await SyncAsync(shell, remote, "there", "--delete"));
        Assert.False(Directory.Exists(shell.Local("there/in")));
    }

    [Fact]
    public async Task Contents_are_compared_when_that_is_said()
    {
        using var shell = new StoreShell(Cluster);
        Write(shell, "here/a", 300_000, 1);
        Write(shell, "here/b", 1000, 2);
        await SyncAsync(shell, "here", $"dfs:{Folder}");
        var time = File.GetLastWriteTimeUtc(shell.Local("here/a"));
        Write(shell, "here/a", 300_000, 3);
        File.SetLastWriteTimeUtc(shell.Local("here/a"), time);
        File.SetLastWriteTimeUtc(shell.Local("here/b"), time - TimeSpan.FromDays(1));

        Assert.Equal((1, 1, 0), await SyncAsync(shell, "here", $"dfs:{Folder}", "--checksum"));
        Assert.Equal(Bytes.Of(300_000, 3), await (await ConnectAsync()).GetBytesAsync(In("a")));
    }

    [Fact]
    public async Task When_something_fails_the_rest_is_done_and_nothing_is_deleted()
    {
        using var shell = new StoreShell(Cluster);
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("clash/x"), Bytes.Of(10, 1));
        await client.PutBytesAsync(In("surplus"), Bytes.Of(10, 2));
        Write(shell, "here/clash", 1000, 1);
        Write(shell, "here/fine", 1000, 2);

        var (code, text) = await shell.RunAsync("sync", "here", $"dfs:{Folder}", "--delete");

        Assert.Equal(1, code);
        Assert.Contains("clash: ", text, StringComparison.Ordinal);
        Assert.Equal(Bytes.Of(1000, 2), await client.GetBytesAsync(In("fine")));
        Assert.Equal(Bytes.Of(10, 2), await client.GetBytesAsync(In("surplus")));
        Assert.Equal(2, (await shell.RunAsync("sync", "here", "there")).Code);
        Assert.Equal(2, (await shell.RunAsync("sync", "nowhere", $"dfs:{Folder}")).Code);
    }

    [Fact]
    public async Task Stat_says_where_the_parts_lie()
    {
        using var shell = new StoreShell(Cluster);
        var client = await ConnectAsync();
        var put = await client.PutBytesAsync(In("a"), Bytes.Of(1000, 1));

        var (code, text) = await shell.RunAsync("stat", "--json", In("a").Value);

        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(put.Content.ToString(), json.RootElement.GetProperty("content").GetString());
        Assert.Equal(put.Holders.Select(nodes => nodes.Order()), json.RootElement.GetProperty("parts").EnumerateArray().Select(part => part.EnumerateArray().Select(node => node.GetString()!)));
        Assert.Contains("survives  the loss of any one more node", (await shell.RunAsync("stat", In("a").Value)).Text, StringComparison.Ordinal);
        Assert.Equal(1, (await shell.RunAsync("stat", In("nothing").Value)).Code);
    }

    [Fact]
    public async Task A_pattern_that_is_a_name_as_well_deletes_nothing_until_it_is_said_what_is_meant()
    {
        using var shell = new StoreShell(Cluster);
        var client = await ConnectAsync();
        foreach (var name in (string[])["what?", "whats"])
            await client.PutBytesAsync(In(name), Bytes.Of(10, 1));

        Assert.Equal(2, (await shell.RunAsync("rm", In("what?").Value)).Code);
        Assert.Equal(2, (await client.ListAsync(Folder, Cancellation)).Entries.Count);
        Assert.Equal(0, (await shell.RunAsync("rm", "--literal", In("what?").Value)).Code);
        Assert.Equal(1, (await shell.RunAsync("rm", "--literal", In("what?").Value)).Code);
        Assert.Equal([In("whats")], (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => entry.Path));
    }

    [Fact]
    public async Task The_doctor_finds_what_is_wrong_and_says_what_to_do()
    {
        using var shell = new StoreShell(Cluster);
        var (code, text) = await shell.RunAsync("doctor");
        Assert.True(code == 0, text);
        Assert.Contains("all four nodes answer", text, StringComparison.Ordinal);
        Assert.Matches(@"version: \d+\.\d+\.\d+, here and on node1 node2 node3 node4\n", text);
        Assert.Contains("quota: none", text, StringComparison.Ordinal);

        var (wrong, why) = await shell.RunAsync("doctor", "--config", "nowhere.conf");
        Assert.Equal(2, wrong);
        Assert.Contains("BAD  configuration", why, StringComparison.Ordinal);

        await Cluster.StopAsync(2);
        var (away, json) = await shell.RunAsync("doctor", "--json");
        Assert.Equal(1, away);
        using var report = JsonDocument.Parse(json);
        Assert.Contains(report.RootElement.GetProperty("findings").EnumerateArray(), finding =>
            finding.GetProperty("level").GetString() == "Bad" && finding.GetProperty("what").GetString()!.StartsWith("node2 ", StringComparison.Ordinal));
    }

    private static async Task<(int Unchanged, int Copied, int Deleted)> SyncAsync(StoreShell shell, params string[] arguments)
    {
        var (code, text) = await shell.RunAsync(["sync", .. arguments, "--json"]);
        Assert.True(code == 0, text);
        using var json = JsonDocument.Parse(text);
        return (json.RootElement.GetProperty("unchanged").GetInt32(), json.RootElement.GetProperty("copied").GetArrayLength(), json.RootElement.GetProperty("deleted").GetArrayLength());
    }

    private static void Write(StoreShell shell, string name, int length, int seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(shell.Local(name))!);
        File.WriteAllBytes(shell.Local(name), Bytes.Of(length, seed));
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace DfsAspire.Gateway.Tests;

/// <summary>A tree with odd names, there and back with rclone.</summary>
public sealed class RcloneTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private const string Program = "rclone";

    // Else it takes composed and decomposed accents for one name, and leaves out what it meets second.
    private const string AsTheyAre = "--no-unicode-normalization";

    private static readonly string[] OddNames =
    [
        "a b", "ü", "日本語", "100%", "#hash", "q&a;b", "plus+", "quote'", "[br]", "~tilde", "e\u0301", "\u00e9", "dot.", "😀", "%41", "a=b,c", ".hidden", "CON", "-dash", new string('n', 200),
    ];

    // The short form; DFS_RCLONE_FILES asks for more (docs/gateway.md).
    private static int Files => int.TryParse(Environment.GetEnvironmentVariable("DFS_RCLONE_FILES"), NumberStyles.None, CultureInfo.InvariantCulture, out var wished) ? wished : 200;

    [Fact]
    public async Task A_tree_with_odd_names_goes_there_and_back_while_a_node_is_lost()
    {
        Assert.SkipUnless(Programs.IsInstalled(Program), $"{Program} is not installed: 'apt-get install rclone' brings it.");
        var tree = Local();
        for (var i = 0; i < Files; i++)
        {
            var name = OddNames[i % OddNames.Length];
            var folder = Directory.CreateDirectory(Path.Combine(tree, name, "below")).FullName;
            var file = $"{i / OddNames.Length}{OddNames[(i + 1) % OddNames.Length]}";
            await File.WriteAllBytesAsync(Path.Combine(folder, file), Bytes.Of(i % 100 * 1000, i), Cancellation);
        }

        var (_, obscured) = await RunAsync("obscure", TestCluster.AlicePassword);
        var remote = $":webdav,url='{At("")}',vendor=owncloud,user=alice,pass={obscured.Trim()}:tree";
        var copying = RunAsync("copy", AsTheyAre, tree, remote);
        await Eventually.TrueAsync("a quarter of the tree is there", TimeSpan.FromMinutes(10), async () =>
            copying.IsCompleted || (await SendAsync("PROPFIND", "tree", ("Depth", "0")) == HttpStatusCode.MultiStatus && (await FindAsync("tree", depth: 1)).Count > OddNames.Length / 4));
        Assert.False(copying.IsCompleted);
        Cluster.Kill(3);
        var (copied, copyOutput) = await copying;
        var (same, checkOutput) = await RunAsync("check", AsTheyAre, "--download", tree, remote);

        Assert.True(copied == 0, copyOutput);
        Assert.True(same == 0, checkOutput);
        Assert.Contains("0 differences found", checkOutput, StringComparison.Ordinal);
        Assert.Contains($"{Files} matching files", checkOutput, StringComparison.Ordinal);
        // Times are kept, so that nothing is sent again.
        var (_, again) = await RunAsync("copy", AsTheyAre, "--dry-run", "-v", tree, remote);
        Assert.DoesNotContain("Skipped copy", again, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program);
        start.Environment["RCLONE_CONFIG"] = "";
        return Programs.RunAsync(start, Cluster.Files, TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(Files / 5), arguments);
    }
}

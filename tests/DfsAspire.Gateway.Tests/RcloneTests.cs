using System.Diagnostics;

namespace DfsAspire.Gateway.Tests;

/// <summary>A tree with odd names, there and back with rclone.</summary>
public sealed class RcloneTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private const string Program = "rclone";

    private static readonly string[] OddNames =
    [
        "a b", "ü", "日本語", "100%", "#hash", "q&a;b", "plus+", "quote'", "[br]", "~tilde", "e\u0301", "\u00e9", "dot.", "😀", "%41", "a=b,c", ".hidden", "CON", "-dash", new string('n', 200),
    ];

    [Fact]
    public async Task A_tree_with_odd_names_goes_there_and_back()
    {
        Assert.SkipUnless(Programs.IsInstalled(Program), $"{Program} is not installed: 'apt-get install rclone' brings it.");
        var tree = Local();
        for (var i = 0; i < OddNames.Length; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(tree, OddNames[i], "below")).FullName;
            await File.WriteAllBytesAsync(Path.Combine(folder, OddNames[(i + 1) % OddNames.Length]), Bytes.Of(i * 1000, i), Cancellation);
        }

        var (_, obscured) = await RunAsync("obscure", TestCluster.AlicePassword);
        var remote = $":webdav,url='{At("")}',vendor=other,user=alice,pass={obscured.Trim()}:tree";
        var (copied, copyOutput) = await RunAsync("copy", tree, remote);
        Cluster.Kill(3);
        var (same, checkOutput) = await RunAsync("check", "--download", tree, remote);

        Assert.True(copied == 0, copyOutput);
        Assert.True(same == 0, checkOutput);
        Assert.Contains("0 differences found", checkOutput, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program);
        start.Environment["RCLONE_CONFIG"] = "";
        return Programs.RunAsync(start, Cluster.Files, arguments);
    }
}

using System.Diagnostics;

namespace DfsAspire.Gateway.Tests;

/// <summary>The public conformance suite for WebDAV servers: every test of it passes, without a warning.</summary>
public sealed class LitmusTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private const string Program = "litmus";

    [Theory]
    [InlineData("basic")]
    [InlineData("copymove")]
    [InlineData("props")]
    [InlineData("locks")]
    [InlineData("http")]
    public async Task Litmus_passes(string suite)
    {
        Assert.SkipUnless(Programs.IsInstalled(Program), $"{Program} is not installed: 'apt-get install litmus' brings it.");
        var start = new ProcessStartInfo(Program);
        start.Environment["TESTS"] = suite;

        var (code, output) = await Programs.RunAsync(start, Cluster.Files, At("").ToString(), "alice", TestCluster.AlicePassword);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.Equal(0, code);
        Assert.DoesNotContain("FAIL", output, StringComparison.Ordinal);
        Assert.DoesNotContain("WARNING", output, StringComparison.Ordinal);
        Assert.DoesNotContain("skipped", output, StringComparison.Ordinal);
        Assert.Contains("0 failed", output, StringComparison.Ordinal);
    }
}

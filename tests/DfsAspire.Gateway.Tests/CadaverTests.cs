using System.Diagnostics;

namespace DfsAspire.Gateway.Tests;

/// <summary>What people type into cadaver, the command line client that Debian has for WebDAV.</summary>
public sealed class CadaverTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private const string Program = "cadaver";

    [Fact]
    public async Task A_session_of_cadaver_does_what_it_says()
    {
        Assert.SkipUnless(Programs.IsInstalled(Program), $"{Program} is not installed: 'apt-get install cadaver' brings it.");
        var home = Directory.CreateTempSubdirectory("dfs-cadaver-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(home.FullName, ".netrc"), $"machine {Gateway.Root.Host} login alice password \"{TestCluster.AlicePassword}\"\n", Cancellation);
            await File.WriteAllTextAsync(Path.Combine(home.FullName, "first.txt"), "one\n", Cancellation);
            await File.WriteAllTextAsync(Path.Combine(home.FullName, "typed"), $"""
                mkcol below
                put first.txt below/first.txt
                copy below/first.txt second.txt
                move second.txt third.txt
                propset third.txt colour blue
                propget third.txt colour
                lock third.txt
                discover third.txt
                unlock third.txt
                ls
                get third.txt {Path.Combine(home.FullName, "back.txt")}
                delete third.txt
                rmcol below
                ls
                quit

                """, Cancellation);
            var start = new ProcessStartInfo("sh");
            start.Environment["HOME"] = home.FullName;
            start.Environment["LC_ALL"] = "C";

            var (code, output) = await Programs.RunAsync(start, home.FullName, "-c", $"{Program} '{At("")}' < typed");

            TestContext.Current.TestOutputHelper?.WriteLine(output);
            Assert.Equal(0, code);
            Assert.DoesNotContain("failed", output, StringComparison.OrdinalIgnoreCase);
            Assert.Equal("one\n", await File.ReadAllTextAsync(Path.Combine(home.FullName, "back.txt"), Cancellation));
            Assert.Contains("blue", output, StringComparison.Ordinal);
            Assert.Contains("third.txt", output, StringComparison.Ordinal);
            Assert.Contains("collection is empty", output, StringComparison.Ordinal);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}

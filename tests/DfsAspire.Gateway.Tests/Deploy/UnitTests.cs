using System.Diagnostics;
using System.Reflection;

namespace DfsAspire.Gateway.Tests.Deploy;

/// <summary>The units of deploy/systemd, judged by systemd itself.</summary>
public sealed class UnitTests
{
    [Theory]
    [InlineData("dfs-node.service")]
    [InlineData("dfs-gateway.service")]
    [InlineData("dfs-found.service")]
    public async Task Systemd_has_nothing_to_say_against_a_unit(string unit)
    {
        Assert.SkipUnless(Programs.IsInstalled("systemd-analyze"), "systemd is not installed.");
        var root = typeof(UnitTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        var text = await File.ReadAllTextAsync(Path.Combine(root, "deploy", "systemd", unit), TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("dfs-units-").FullName;
        try
        {
            // Only the program is not where it would be.
            var installed = string.Join('\n', text.Split('\n').Select(line => line.StartsWith("ExecStart=", StringComparison.Ordinal) ? "ExecStart=/bin/true" : line));
            await File.WriteAllTextAsync(Path.Combine(folder, unit), installed, TestContext.Current.CancellationToken);

            var (code, output) = await Programs.RunAsync(new ProcessStartInfo("systemd-analyze"), folder, "verify", "--man=no", $"./{unit}");

            Assert.Equal((0, ""), (code, output));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

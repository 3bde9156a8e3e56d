using System.Diagnostics;

namespace DfsAspire.Gateway.Tests.Deploy;

/// <summary>The commands of "Upgrading", run as they stand there, on directories that hold the number of their release.</summary>
public sealed class UpgradeTests
{
    [Theory]
    [InlineData("node", 0)]
    [InlineData("client", 2)]
    public async Task After_two_upgrades_the_way_back_leads_to_the_release_before_and_an_upgrade_forward_again(string program, int block)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The commands are those of Linux.");
        var blocks = OperationsPage.CommandsBelow("### Upgrading");
        var (forward, back) = (blocks[block], blocks[block + 1]);
        var place = Directory.CreateTempSubdirectory("dfs-upgrade-").FullName;
        try
        {
            await WriteReleaseAsync(Path.Combine(place, "opt", program), 1);

            foreach (var release in (int[])[2, 3])
                await UpgradeAsync(release);
            Assert.Equal("3", await InstalledAsync());

            await RunAsync(back);
            Assert.Equal("2", await InstalledAsync());

            await UpgradeAsync(4);
            Assert.Equal("4", await InstalledAsync());
            await RunAsync(back);
            Assert.Equal("2", await InstalledAsync());
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }

        async Task UpgradeAsync(int release)
        {
            await WriteReleaseAsync(Path.Combine(place, "publish", program), release);
            await RunAsync(forward);
        }

        // A whole program, with nothing of another one in it.
        async Task<string> InstalledAsync()
        {
            var file = Assert.Single(Directory.EnumerateFileSystemEntries(Path.Combine(place, "opt", program)));
            return await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        }

        async Task RunAsync(string commands)
        {
            var script = "systemctl() { :; }\n" + commands.Replace("/opt/dfs/", $"{place}/opt/", StringComparison.Ordinal);
            var (code, output) = await Programs.RunAsync(new ProcessStartInfo("/bin/sh"), place, "-e", "-c", script);
            Assert.True(code == 0, output);
        }
    }

    private static async Task WriteReleaseAsync(string directory, int release)
    {
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "release"), $"{release}", TestContext.Current.CancellationToken);
    }
}

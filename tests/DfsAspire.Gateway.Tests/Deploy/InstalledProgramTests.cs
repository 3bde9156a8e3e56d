using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace DfsAspire.Gateway.Tests.Deploy;

/// <summary>
/// The programs as docs/operations.md has people install them. What was built for the tests is packed and published as it is: nothing is compiled again, and
/// no package is asked for. (So not what is published with <c>-r</c>, for a platform: it needs packages that a restore does not bring.)
/// </summary>
public sealed class InstalledProgramTests : IDisposable
{
    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    private static readonly string Configuration = typeof(InstalledProgramTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    // Above shared/Microsoft.NETCore.App/10.0.0.
    private static readonly string DotnetRoot = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private readonly string _place = Directory.CreateTempSubdirectory("dfs-installed-").FullName;

    [Fact]
    public async Task The_packed_tool_is_installed_from_its_folder_and_answers()
    {
        await MakeAsync("pack", "DfsAspire.Client", In("out"));
        await RunAsync(Dotnet, "tool", "install", "DfsAspire.Tool", "--tool-path", In("tools"), "--source", In("out"));

        Assert.Contains(" put ", await RunAsync(In("tools", "dfs"), "--help"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_published_for_the_four_machines_runs_from_where_it_is_linked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The four machines run Linux.");
        await MakeAsync("publish", "DfsAspire.Client", In("client"));
        await MakeAsync("publish", "DfsAspire.Node", In("node"));
        File.CreateSymbolicLink(In("dfs"), In("client", "dfs"));

        Assert.Contains(" put ", await RunAsync(In("dfs"), "--help"), StringComparison.Ordinal);
        Assert.Matches("^[0-9A-F]{64}\n$", await RunAsync(In("node", "DfsAspire.Node"), "http-key"));
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    private string In(params string[] names) => Path.Combine([_place, .. names]);

    // No process of the build may outlive the test.
    private Task<string> MakeAsync(string command, string project, string output) =>
        RunAsync(Dotnet, command, Path.Combine(OperationsPage.Root, project), "--no-build", "-c", Configuration, "-o", output, "-nodeReuse:false");

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program);
        start.Environment["DOTNET_ROOT"] = DotnetRoot;
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["Dfs__ClusterSecret"] = TestCluster.ClusterSecret;
        var (code, output) = await Programs.RunAsync(start, _place, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}: {output}");
        return output;
    }
}

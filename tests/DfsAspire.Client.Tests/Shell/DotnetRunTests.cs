using System.Diagnostics;

namespace DfsAspire.Client.Tests.Shell;

public sealed class DotnetRunTests
{
    [Fact]
    public async Task Started_with_dotnet_run_the_program_works_where_the_user_stands()
    {
        var directory = Directory.CreateTempSubdirectory("dfs-run-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "dfs.conf"), "nonsense\n", TestContext.Current.CancellationToken);
            var (exitCode, error) = await RunAsync(directory, "list");
            Assert.Equal(2, exitCode);
            Assert.Contains("line 1", error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string directory, string command)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["run", "--no-build", "-c", configuration, "--project", Path.Combine(Root(), "DfsAspire.Client"), "--", command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        start.Environment.Remove("DFS_CONFIG");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "DfsAspire.slnx")))
            directory = directory.Parent ?? throw new InvalidOperationException("The repository's root was not found.");
        return directory.FullName;
    }
}

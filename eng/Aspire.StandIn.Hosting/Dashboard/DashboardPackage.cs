using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Aspire.Hosting.Running;
using Aspire.StandIn.Guard;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// The real dashboard, as it comes inside Aspire's command line tool on npm: fetched on first use into the user's cache,
/// of which only the dashboard is kept.
/// </summary>
internal sealed class DashboardPackage(GuardClient guard, ILogger<DashboardPackage> log)
{
    private const string Version = "13.5.4";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    // SHA-512 of the package, as npm publishes it ('npm view NAME@VERSION dist.integrity'), of those platforms that it was looked up for. Of others npm alone checks what came,
    // against what the registry says of it today.
    private static readonly Dictionary<string, string> Known = new()
    {
        ["linux-x64"] = "8PWeRHM1+QwQB2wxDnfPsimi3EW01r04b4DjX0jIDE78SlfJabwVfYArW/48vDzYvPzKSRye6DIPVAsCFoXjBA==",
    };

    private static string Program => OperatingSystem.IsWindows() ? "aspire-managed.exe" : "aspire-managed";

    /// <summary>Gives the dashboard's program, after fetching it if need be.</summary>
    /// <exception cref="DistributedApplicationException">It cannot be had; the message says why.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        var directory = Path.Combine(CacheDirectory(), "DfsAspire", $"aspire-dashboard-{Version}");
        var program = Path.Combine(directory, Program);
        if (File.Exists(program))
            return program;
        DashboardLog.IsFetched(log, directory);
        var draft = $"{directory}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(draft);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            var unpacked = await FetchAsync(draft, patience.Token);
            try
            {
                Directory.Move(unpacked, directory);
            }
            catch (IOException) when (File.Exists(program))
            {
                // Another AppHost was faster.
            }
            return program;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DistributedApplicationException($"it could not be unpacked in {draft}: {exception.Message}", exception);
        }
        finally
        {
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
        }
    }

    private async Task<string> FetchAsync(string draft, CancellationToken cancellationToken)
    {
        var package = $"@microsoft/aspire-cli-{Platform()}@{Version}";
        string[] arguments = ["pack", package, "--pack-destination", draft, "--loglevel", "error"];
        if (OperatingSystem.IsWindows())
            await RunAsync("cmd", ["/c", "npm", .. arguments], draft, $"npm did not give {package}", cancellationToken);
        else
            await RunAsync("npm", arguments, draft, $"npm did not give {package}", cancellationToken);

        var archive = Directory.EnumerateFiles(draft, "*.tgz").FirstOrDefault()
            ?? throw new DistributedApplicationException($"npm gave no archive of {package}.");
        await CheckAsync(archive, package, cancellationToken);
        await using (var file = File.OpenRead(archive))
        await using (var plain = new GZipStream(file, CompressionMode.Decompress))
            await TarFile.ExtractToDirectoryAsync(plain, draft, overwriteFiles: true, cancellationToken);
        File.Delete(archive);

        // The tool unpacks its parts beside itself; it must not touch the user's own installation of it.
        var tool = Path.Combine(draft, "package", "bin", OperatingSystem.IsWindows() ? "aspire.exe" : "aspire");
        await RunAsync(tool, ["setup"], draft, "it could not be unpacked", cancellationToken);
        return Directory.EnumerateFiles(draft, Program, SearchOption.AllDirectories).Select(Path.GetDirectoryName).FirstOrDefault()
            ?? throw new DistributedApplicationException($"{package} does not contain {Program}.");
    }

    // What is in it is run.
    private static async Task CheckAsync(string archive, string package, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(archive);
        var hash = Convert.ToBase64String(await SHA512.HashDataAsync(file, cancellationToken));
        if (Known.TryGetValue(Platform(), out var known) && hash != known)
            throw new DistributedApplicationException($"npm gave another {package} than the one that is known here (SHA-512 {hash}), and it was not opened.");
    }

    private async Task RunAsync(string program, string[] arguments, string directory, string failure, CancellationToken cancellationToken)
    {
        var lastLine = "";
        var run = guard.Run("dashboard-fetch", new GuardOrder(OrderKind.Start, "")
        {
            File = program,
            Arguments = arguments,
            Directory = directory,
            Environment = ChildProgram.Inherit([("ASPIRE_CLI_TELEMETRY_OPTOUT", "true"), .. HomeFor(program, directory)]),
        }, (line, isError) => lastLine = line.Length > 0 ? line : lastLine);
        await using var stop = cancellationToken.Register(() => guard.Stop(run, TimeSpan.FromSeconds(2)));
        await run.Started;
        var exitCode = await run.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        if (exitCode != 0)
            throw new DistributedApplicationException($"{failure}: {lastLine}");
    }

    // npm needs the user's home for its settings; the tool would only leave its own there.
    private static IEnumerable<(string, string)> HomeFor(string program, string directory) =>
        Path.IsPathRooted(program) && !OperatingSystem.IsWindows() ? [("HOME", directory)] : [];

    private static string CacheDirectory()
    {
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsMacOS())
            return Path.Combine(home, "Library", "Caches");
        return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(home, ".cache");
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }
}

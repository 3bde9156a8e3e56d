using System.Diagnostics;
using System.Globalization;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>The program <c>dfs</c> as a process of its own, with its own data directory; it can be killed at any moment.</summary>
internal sealed class ClientProcess(string home, IReadOnlyList<NodeAddress> nodes)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private volatile Process? _process;

    /// <summary>Whose commands they are.</summary>
    public string User { get; init; } = "alice";

    /// <summary>The password in the configuration.</summary>
    public string Password { get; set; } = TestCluster.AlicePassword;

    /// <summary>Further variables of its environment.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process?.Kill();

    /// <summary>SIGTERM, which the program takes as Ctrl-C.</summary>
    public void Interrupt() => Signals.AskToEnd(_process!);

    /// <summary>SIGTERM; returns when the program has ended.</summary>
    public void InterruptToEnd()
    {
        var process = _process!;
        Signals.AskToEnd(process);
        process.WaitForExit(Patience);
    }

    /// <summary>Runs a command to its end.</summary>
    public Task<(int Code, string Output)> RunAsync(params string[] arguments) => RunWithAsync("", arguments);

    /// <summary>Runs a command to its end, with something on its standard input.</summary>
    public async Task<(int Code, string Output)> RunWithAsync(string input, params string[] arguments)
    {
        var configuration = Path.Combine(Directory.CreateDirectory(home).FullName, "dfs.conf");
        string[] lines =
        [
            .. nodes.Select(node => string.Create(CultureInfo.InvariantCulture, $"Server {node.Name} {node.Host}:{node.Port}")),
            $"Username: {User}", $"Password: {Password}",
        ];
        await File.WriteAllLinesAsync(configuration, lines);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(configuration, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var start = new ProcessStartInfo(System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        foreach (var argument in (string[])["exec", typeof(DfsClient).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["DFS_CONFIG"] = configuration;
        start.Environment["XDG_DATA_HOME"] = home;
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "";
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var leash = new Leash(process);
        _process = process;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        _process = null;
        return (process.ExitCode, await output + await error);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DfsAspire.StandIn.Tests;

/// <summary>The AppHost as a user starts it, in a home directory of its own.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly List<(string Text, TaskCompletionSource Said)> _awaited = [];
    private readonly Task _reading;
    private readonly TaskCompletionSource _nodesRun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    private AppHostProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public int Id => _process.Id;

    public string Output => _output.ToString();

    /// <summary>The processes of the resources, with the guard that holds them.</summary>
    public IReadOnlyList<int> Descendants => Processes.Descendants(Id);

    /// <summary>Starts the AppHost and waits until its four nodes run.</summary>
    /// <param name="home">The home directory.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="withDashboard">Starts the dashboard too, which is fetched into the user's own cache if it is not there yet.</param>
    public static async Task<AppHostProcess> StartAsync(string home, CancellationToken cancellationToken, bool withDashboard = false)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Built.AppHost]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("Parameters", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(inherited);
        start.Environment.TryAdd("XDG_CACHE_HOME", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"));
        start.Environment.TryAdd("NPM_CONFIG_USERCONFIG", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".npmrc"));
        start.Environment["HOME"] = home;
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = "http://localhost:15888";
        start.Environment["Dfs__Data"] = Path.Combine(home, "data");
        start.Environment["StandIn__Dashboard"] = withDashboard ? "true" : "false";
        var process = new AppHostProcess(Process.Start(start)!);
        await Task.WhenAny(process._nodesRun.Task, process._reading).WaitAsync(cancellationToken);
        return process._nodesRun.Task.IsCompleted ? process : throw new InvalidOperationException($"The AppHost ended:\n{process.Output}");
    }

    /// <summary>Finds a node's process as the README tells people to: by its command line.</summary>
    public int FindNode(int number)
    {
        var argument = string.Create(CultureInfo.InvariantCulture, $"--Dfs:Node={number}");
        return Descendants.Single(process => Processes.CommandLineOf(process).Contains(argument));
    }

    /// <summary>Waits until the AppHost has said something.</summary>
    public async Task SaysAsync(string text, CancellationToken cancellationToken)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
        {
            if (Output.Contains(text, StringComparison.Ordinal))
                return;
            _awaited.Add((text, said));
        }

        await Task.WhenAny(said.Task, _reading).WaitAsync(cancellationToken);
    }

    /// <summary>Waits until the AppHost has ended and said all it had to say.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _reading.WaitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        _ = _process.StandardError.ReadToEndAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_output)
            {
                _output.AppendLine(CultureInfo.InvariantCulture, $"{line}");
                foreach (var (text, said) in _awaited)
                    if (line.Contains(text, StringComparison.Ordinal))
                        said.TrySetResult();
            }

            if (line.Trim() is "node1: Running" or "node2: Running" or "node3: Running" or "node4: Running" && ++_running == 4)
                _nodesRun.TrySetResult();
        }
    }
}

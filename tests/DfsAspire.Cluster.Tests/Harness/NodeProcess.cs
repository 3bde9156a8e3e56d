using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Reflection;
using System.Text;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>One node as a real process, with a port and a volume that it keeps over restarts.</summary>
internal sealed class NodeProcess(int number, string volume, string clusterSecret, Func<IReadOnlyList<NodeProcess>> all) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Program = typeof(NodeProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "NodeProgram").Value!;

    private readonly StringBuilder _output = new();
    private Process? _process;
    private Leash? _leash;
    private bool _isFrozen;
    private volatile bool _isKilled;

    public int Number => number;

    public int Port { get; } = FreePorts.Next();

    /// <summary>Where the node says how it is.</summary>
    public int HttpPort { get; } = FreePorts.Next();

    public string Volume => volume;

    /// <summary>Further settings for the next start.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The memory that the process holds.</summary>
    public long ResidentBytes
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>All that the node has written to its console, over all its lives.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public async Task StartAsync()
    {
        // Clients notice a kill before the process is quite gone.
        if (_isKilled)
            await _process!.WaitForExitAsync();
        if (IsRunning)
            return;
        await LetGoAsync();
        _isKilled = false;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Program),
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Program);
        start.Environment["Dfs__Node"] = number.ToString(CultureInfo.InvariantCulture);
        start.Environment["Dfs__Port"] = Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["Dfs__Volume"] = volume;
        start.Environment["Dfs__ClusterSecret"] = clusterSecret;
        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HttpPort}");
        foreach (var other in all().Where(other => other != this))
            start.Environment[$"Dfs__PeerSecrets__{other.Number}"] = TestCluster.SecretOf(number, other.Number);
        foreach (var other in all())
            start.Environment[$"services__node{other.Number}__dfs__0"] = string.Create(CultureInfo.InvariantCulture, $"tcp://localhost:{other.Port}");
        foreach (var (name, value) in Settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _leash = new Leash(_process);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.TrueAsync($"node{number} listens", Patience, ListensAsync);
    }

    /// <summary>Waits until the node says that it is well: it answers, and takes writes.</summary>
    public Task IsReadyAsync() => SaysAsync("is ready", text => text.StartsWith("Healthy", StringComparison.Ordinal));

    /// <summary>The same of a node with an empty volume: until it has joined the others it may be about to be founded, and is well.</summary>
    public Task ServesAsync() => SaysAsync("serves its volume", text =>
        text.StartsWith("Healthy", StringComparison.Ordinal) && text.Contains("serves its volume", StringComparison.Ordinal));

    /// <summary>Waits until the node says of itself what is awaited.</summary>
    /// <param name="what">What that is, for people.</param>
    /// <param name="isIt">Looks at what it says.</param>
    public async Task SaysAsync(string what, Func<string, bool> isIt)
    {
        var said = "it did not answer";
        try
        {
            await Eventually.TrueAsync($"node{number} {what}", Patience, async () =>
            {
                using var http = new HttpClient();
                try
                {
                    using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{HttpPort}/health"));
                    said = await answer.Content.ReadAsStringAsync();
                    return isIt(said);
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            });
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} It says: {said}", late);
        }
    }

    /// <summary>SIGTERM: the node may finish what is under way.</summary>
    public async Task StopAsync()
    {
        if (!IsRunning)
            return;
        Thaw();
        Signals.AskToEnd(_process!);
        await _process!.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>SIGKILL: from one instruction to the next there is no node.</summary>
    public void Kill()
    {
        if (!IsRunning)
            return;
        _isKilled = true;
        _process!.Kill();
        _process.WaitForExit();
        _isFrozen = false;
    }

    /// <summary>SIGSTOP: connections stay open and nothing answers.</summary>
    public void Freeze()
    {
        Signals.Freeze(_process!);
        _isFrozen = true;
    }

    public void Thaw()
    {
        if (_isFrozen && IsRunning)
            Signals.Thaw(_process!);
        _isFrozen = false;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await LetGoAsync();
    }

    private async Task<bool> ListensAsync()
    {
        if (!IsRunning)
            throw new InvalidOperationException($"node{number} ended with code {_process!.ExitCode} before it listened:\n{Output}");
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("localhost", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task LetGoAsync()
    {
        if (_process is null)
            return;
        await _process.WaitForExitAsync();
        _leash!.Dispose();
        _process.Dispose();
        _process = null;
        _isFrozen = false;
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
    }
}

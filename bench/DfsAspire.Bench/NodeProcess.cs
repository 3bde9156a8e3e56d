using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Bench;

/// <summary>One node as a process of its own, with default settings.</summary>
internal sealed class NodeProcess(int number, int port, string volume) : IDisposable
{
    private static readonly string Program = typeof(NodeProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "NodeProgram").Value!;

    private Process? _process;

    public int Number => number;

    public int Port => port;

    public string Volume => volume;

    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes resident at most so far.</summary>
    public long PeakResident
    {
        get
        {
            _process!.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Ports that are free now.</summary>
    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    public void Start(string clusterSecret, TlsPolicy tls, IReadOnlyList<NodeProcess> all)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(Program),
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Program);
        start.Environment["Dfs__Node"] = number.ToString(CultureInfo.InvariantCulture);
        start.Environment["Dfs__Port"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["Dfs__Volume"] = volume;
        start.Environment["Dfs__ClusterSecret"] = clusterSecret;
        start.Environment["Dfs__Tls"] = tls == TlsPolicy.Required ? "on" : "off";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        foreach (var other in all.Where(other => other != this))
            start.Environment[string.Create(CultureInfo.InvariantCulture, $"Dfs__PeerSecrets__{other.Number}")] = $"{clusterSecret}, nodes {Math.Min(number, other.Number)} and {Math.Max(number, other.Number)}";
        foreach (var other in all)
            start.Environment[string.Create(CultureInfo.InvariantCulture, $"services__node{other.Number}__dfs__0")] = string.Create(CultureInfo.InvariantCulture, $"tcp://localhost:{other.Port}");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
    }

    public void Dispose()
    {
        if (_process is null)
            return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

using System.Diagnostics;
using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Bench;

/// <summary>The worker as a process of its own, which serves the store over plain HTTP on loopback.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;

    private GatewayProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes resident at most so far.</summary>
    public long PeakResident
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts one in front of a store's nodes and waits until it is well.</summary>
    /// <param name="store">The nodes, and as whom it logs in.</param>
    /// <param name="spool">Where bodies on their way wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<GatewayProcess> StartAsync(DfsClientOptions store, string spool, CancellationToken cancellationToken)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{NodeProcess.FreePorts(1)[0]}"));
        var start = new ProcessStartInfo(Programs.Dotnet, ["exec", Programs.Client, "serve"]) { RedirectStandardOutput = true };
        start.Environment["Dfs__User"] = store.User;
        start.Environment["Dfs__Password"] = store.Password;
        start.Environment["Dfs__Tls"] = store.Tls == TlsPolicy.Required ? "on" : "off";
        start.Environment["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority);
        start.Environment["Logging__LogLevel__Default"] = "Error";
        start.Environment["TMPDIR"] = spool;
        foreach (var node in store.Nodes)
            start.Environment[$"services__node{node.Number}__dfs__0"] = string.Create(CultureInfo.InvariantCulture, $"tcp://{node.Host}:{node.Port}");
        var gateway = new GatewayProcess(Process.Start(start)!, address);
        try
        {
            gateway._process.OutputDataReceived += (_, _) => { };
            gateway._process.BeginOutputReadLine();
            await gateway.IsWellAsync(cancellationToken);
            return gateway;
        }
        catch
        {
            gateway.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task IsWellAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Address, "/health"), late.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(Pause, late.Token);
        }
    }
}

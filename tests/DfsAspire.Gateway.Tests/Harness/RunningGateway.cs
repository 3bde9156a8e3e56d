using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using DfsAspire.Client.Gateway;
using Microsoft.AspNetCore.Builder;

namespace DfsAspire.Gateway.Tests.Harness;

/// <summary>The worker as <c>dfs serve</c> starts it, on a port of its own, in front of a cluster's nodes.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly WebApplication _worker;
    private readonly Func<HttpMessageHandler> _handler;
    private readonly List<HttpClient> _clients = [];

    private RunningGateway(WebApplication worker, Func<HttpMessageHandler> handler) => (_worker, _handler) = (worker, handler);

    /// <summary>Where the user's tree begins; with a slash at the end.</summary>
    public Uri Root => new($"{_worker.Urls.Single()}/dav/");

    public IServiceProvider Services => _worker.Services;

    /// <summary>Starts it and waits until it has reached the store; <paramref name="handler"/> makes what its clients connect with.</summary>
    public static async Task<RunningGateway> StartAsync(
        IReadOnlyList<NodeAddress> nodes, IReadOnlyDictionary<string, string?>? settings = null, Func<HttpMessageHandler>? handler = null)
    {
        var all = nodes.ToDictionary(
            node => $"services:node{node.Number}:dfs:0", string? (node) => string.Create(CultureInfo.InvariantCulture, $"tcp://{node.Host}:{node.Port}"));
        all["Dfs:User"] = "alice";
        all["Dfs:Password"] = TestCluster.AlicePassword;
        all["Logging:LogLevel:Default"] = "Warning";
        all["urls"] = "http://127.0.0.1:0";
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            all[name] = value;
        var gateway = new RunningGateway(Worker.Build(all), handler ?? (() => new SocketsHttpHandler()));
        await gateway._worker.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient(gateway._handler());
        await Eventually.TrueAsync("the gateway is healthy", Patience, async () =>
            (await http.GetAsync(new Uri(gateway.Root, "/health"))).IsSuccessStatusCode);
        return gateway;
    }

    /// <summary>Somebody who sends these credentials with every request.</summary>
    public HttpClient Client(string user = "alice", string password = TestCluster.AlicePassword)
    {
        var client = new HttpClient(_handler()) { BaseAddress = Root, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _worker.StopAsync();
        await _worker.DisposeAsync();
    }
}

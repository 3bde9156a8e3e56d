using System.Net;
using System.Net.Sockets;
using DfsAspire.Client.Gateway;
using DfsAspire.Client.Hosting;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Store;
using DfsAspire.Client.Tests.Shell;
using DfsAspire.Protocol.Messages;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DfsAspire.Client.Tests.Gateway;

public sealed class WorkerTests
{
    [Theory]
    [InlineData(4, HealthStatus.Healthy)]
    [InlineData(3, HealthStatus.Healthy)]
    [InlineData(2, HealthStatus.Degraded)]
    [InlineData(1, HealthStatus.Unhealthy)]
    [InlineData(0, HealthStatus.Unhealthy)]
    public void Health_follows_from_how_many_nodes_answer(int answering, HealthStatus expected)
    {
        var nodes = Enumerable.Range(1, 4).Select(number => number <= answering ? ScriptedStore.Up(number) : ScriptedStore.Down(number));

        var health = HealthVerdict.Of(new StoreStatus(Guid.Empty, [.. nodes]));

        Assert.Equal(expected, health.Status);
        Assert.StartsWith($"{answering} of 4 nodes answer", health.Description, StringComparison.Ordinal);
        Assert.Equal(answering < 4, health.Description!.Contains("node4 (localhost:10004): connection refused", StringComparison.Ordinal));
    }

    /// <summary>A node that answers and does not serve is as good as one that is away, and the operator is told why.</summary>
    [Theory]
    [InlineData(new[] { NodeState.Ready, NodeState.Ready, NodeState.Ready, NodeState.Failing }, HealthStatus.Healthy, "fails: its disk")]
    [InlineData(new[] { NodeState.Ready, NodeState.Ready, NodeState.ReadOnly, NodeState.Failing }, HealthStatus.Degraded, "takes no writes: its disk")]
    [InlineData(new[] { NodeState.Ready, NodeState.Copying, NodeState.ReadOnly, NodeState.Failing }, HealthStatus.Degraded, "does not serve yet: its disk")]
    [InlineData(new[] { NodeState.Ready, NodeState.Copying, NodeState.Failing, NodeState.Failing }, HealthStatus.Unhealthy, "fails: its disk")]
    public void Health_counts_the_nodes_that_serve(NodeState[] states, HealthStatus expected, string said)
    {
        var nodes = states.Select((state, at) => ScriptedStore.Up(at + 1) with { Status = new NodeStatus { State = state, Why = "its disk" } });

        var health = HealthVerdict.Of(new StoreStatus(Guid.Empty, [.. nodes]));

        Assert.Equal(expected, health.Status);
        Assert.StartsWith("4 of 4 nodes answer; ", health.Description, StringComparison.Ordinal);
        Assert.Contains(said, health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_the_worker_lives_and_is_not_healthy()
    {
        using var closed = new ClosedPort();
        var settings = Enumerable.Range(1, 4).ToDictionary(number => $"services:node{number}:dfs:0", string? (_) => $"tcp://127.0.0.1:{closed.Number}");
        settings["Dfs:User"] = "Alice";
        settings["Dfs:Password"] = "secret";
        settings["Logging:LogLevel:Default"] = "None";
        settings["urls"] = "http://127.0.0.1:0";
        await using var worker = Worker.Build(settings);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(worker.Urls.Single()) };

        using var alive = await http.GetAsync(new Uri("/alive", UriKind.Relative), TestContext.Current.CancellationToken);
        using var health = await http.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("Dfs:User", null, "Dfs__User")]
    [InlineData("Dfs:User", "a b", "Dfs__User")]
    [InlineData("Dfs:Password", null, "Dfs__Password")]
    [InlineData("Dfs:Users:1:Password", null, "Dfs__Users__1__Password")]
    public void A_missing_setting_is_named_as_the_environment_has_it(string setting, string? value, string named)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Dfs:User"] = "Alice",
            ["Dfs:Password"] = "secret",
            ["Dfs:Users:1:Name"] = "Bob",
            ["Dfs:Users:1:Password"] = "other secret",
        };
        settings[setting] = value;

        var fault = Assert.Throws<ConfigurationException>(() => Worker.Build(settings));

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pauses_between_attempts_double_up_to_ten_seconds()
    {
        var pauses = new List<TimeSpan>();
        var attempts = 0;
        var retry = new Retry(new ImpatientTime(), (step, reason, pause) =>
        {
            Assert.Equal(("a step", "not yet"), (step, reason));
            pauses.Add(pause);
        });

        var result = await retry.UntilDoneAsync(
            "a step", _ => ++attempts < 9 ? throw new IOException("not yet") : Task.FromResult(attempts), TestContext.Current.CancellationToken);

        Assert.Equal(9, result);
        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 10, 10], pauses.Select(pause => pause.TotalSeconds));
    }

    /// <summary>A port on which nothing listens, and nothing else will: it is bound.</summary>
    private sealed class ClosedPort : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

        public void Dispose() => _socket.Dispose();
    }

    /// <summary>Every timer is due at once.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}

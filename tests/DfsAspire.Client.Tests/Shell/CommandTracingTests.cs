using DfsAspire.Client.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace DfsAspire.Client.Tests.Shell;

public sealed class CommandTracingTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Spans_of_a_command_have_arrived_where_the_configuration_says_when_it_ends()
    {
        var received = new List<(string Path, string? Key, long Bytes)>();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        await using var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/{**path}", async request =>
        {
            using var body = new MemoryStream();
            await request.Request.Body.CopyToAsync(body, request.RequestAborted);
            lock (received)
                received.Add((request.Request.Path.Value!, request.Request.Headers["x-key"], body.Length));
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(
            _shell.Local("dfs.conf"), $"\nTelemetry: {collector.Urls.Single()} http/protobuf x-key=of-the-dashboard\n", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("list"));

        var (path, key, bytes) = Assert.Single(received);
        Assert.Equal(("/v1/traces", "of-the-dashboard"), (path, key));
        Assert.True(bytes > 0);
    }

    [Fact]
    public async Task A_dashboard_that_is_away_changes_nothing_for_the_command()
    {
        await File.AppendAllTextAsync(_shell.Local("dfs.conf"), "\nTelemetry: http://127.0.0.1:1\n", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("mkdir", "docs"));
        Assert.Empty(_shell.Error);
    }
}

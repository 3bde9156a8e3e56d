using DfsAspire.EndToEnd.Tests.Telemetry;
using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>The program <c>dfs</c> beside a running store: it needs nothing but the file that the worker wrote.</summary>
public sealed class DfsProgramTests(RunningStore store)
{
    [Fact]
    public async Task The_program_puts_lists_and_gets_a_file_and_its_trace_joins_the_nodes()
    {
        using var local = new LocalFiles();
        var hash = await StoreUser.WriteRandomAsync(local["Jürgen's \"report\".bin"], 200_001);

        Assert.StartsWith("put program/Jürgen's \"report\".bin", await RunAsync(local, "put", "Jürgen's \"report\".bin", "program/"), StringComparison.Ordinal);
        Assert.Equal("Jürgen's \"report\".bin", await RunAsync(local, "list", "program/"));
        await RunAsync(local, "get", "program/Jürgen's \"report\".bin", "-o", "copy");
        Assert.Equal(hash, await StoreUser.HashAsync(local["copy"]));

        var trace = await store.Telemetry.WaitForAsync(
            "The trace of 'dfs put'", received => ReceivedTrace.Find(received, span => span is { Service: "dfs", Name: "dfs put" }), RunningStore.Deadline);
        var put = Assert.Single(trace.Below(trace.Root, "PUT"));
        var stages = trace.Below(put, "stage part");
        Assert.Equal(8, stages.Count);
        Assert.All(stages, stage => trace.ServedByItsNode(stage, "receive part"));
    }

    private async Task<string> RunAsync(LocalFiles local, params string[] arguments)
    {
        var run = await DfsProgram.RunAsync(local.FullName, [.. arguments, "--config", Path.Combine(store.Data, "dfs.conf")], RunningStore.Deadline);
        Assert.True(run.ExitCode == 0, $"dfs {string.Join(' ', arguments)} ended with {run.ExitCode}: {run.Error}");
        return run.Output.TrimEnd();
    }
}

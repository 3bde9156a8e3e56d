using System.Diagnostics;

namespace DfsAspire.Cluster.Tests;

public sealed class ChangingInputTests(TestCluster cluster) : ClusterTest(cluster)
{
    private const int Length = 32 * 1024 * 1024;

    [Theory]
    [InlineData("printf x | dd of=\"$0\" bs=1 seek=33554431 conv=notrunc 2>/dev/null")]
    [InlineData("truncate -s 33000000 \"$0\"")]
    public async Task A_file_that_changes_while_it_is_read_is_not_stored(string change)
    {
        var input = Local();
        await Bytes.WriteFileAsync(input, Length, seed: 1);
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("file"), [1]);
        var before = PartsOnDisk.In(Cluster, Folder);
        var midway = new OnProgress(0, () => Run(change, input));
        var fault = await StoreCalls.FailsAsync(DfsFault.InputChanged, () => client.PutFileAsync(In("file"), input, midway, Cancellation));
        Assert.True(midway.WasMidway);
        Assert.Contains("changed while being read", fault.Message, StringComparison.Ordinal);
        Assert.Equal([1], await client.GetBytesAsync(In("file")));
        Assert.Equal(before, PartsOnDisk.In(Cluster, Folder));
    }

    [Fact]
    public async Task A_put_that_is_cancelled_leaves_nothing()
    {
        var input = Local();
        await Bytes.WriteFileAsync(input, Length, seed: 2);
        var client = await ConnectAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var midway = new OnProgress(0.2, cancel.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.PutFileAsync(In("file"), input, midway, cancel.Token));
        Assert.True(midway.WasMidway);
        Assert.Empty((await client.ListAsync(Folder, Cancellation)).Entries);
        await Eventually.TrueAsync("the parts are dropped", TimeSpan.FromSeconds(10), () => Task.FromResult(PartsOnDisk.In(Cluster, Folder).Count == 0));
    }

    // By another process: file locks, where a system has them, hold among the handles of one.
    private static void Run(string script, string file)
    {
        var start = new ProcessStartInfo("/bin/sh");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        start.ArgumentList.Add(file);
        using var shell = Process.Start(start)!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}

using System.Diagnostics;

namespace DfsAspire.Cluster.Tests;

public sealed class ChangingInputTests(TestCluster cluster) : ClusterTest(cluster)
{
    private const int Length = 32 * 1024 * 1024;

    [Theory]
    [InlineData("printf xxxx | dd of=\"$0\" bs=1 seek=299990 conv=notrunc 2>/dev/null")]
    [InlineData("truncate -s 299990 \"$0\"")]
    [InlineData("truncate -s 0 \"$0\"")]
    public async Task A_file_that_changes_while_it_is_read_is_not_stored(string change)
    {
        var input = Local();
        await Bytes.WriteFileAsync(input, 300_000, seed: 1);
        var client = await ConnectThroughLinksAsync();
        var path = In("folder not seen before").Combine("file");
        // Between the two passes: with the first word to a node the first pass is over, and the folder is asked for before the second.
        Links.To(1).At(1, () => Run(change, input));
        var fault = await StoreCalls.FailsAsync(DfsFault.InputChanged, () => client.PutFileAsync(path, input, null, Cancellation));
        Assert.Contains("changed while being read", fault.Message, StringComparison.Ordinal);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(path));
        Assert.Empty(PartsOnDisk.In(Cluster, path.Folder));
    }

    // With the last segment, too: then most parts are whole and nodes are syncing them.
    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    public async Task A_put_that_is_cancelled_leaves_nothing(double share)
    {
        var input = Local();
        await Bytes.WriteFileAsync(input, Length, seed: 2);
        var client = await ConnectAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var midway = new OnProgress(share, cancel.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.PutFileAsync(In("file"), input, midway, cancel.Token));
        Assert.Empty((await client.ListAsync(Folder, Cancellation)).Entries);
        Assert.Empty(PartsOnDisk.In(Cluster, Folder));
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

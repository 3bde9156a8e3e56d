namespace DfsAspire.Cluster.Tests;

/// <summary>Downloads of large files that are interrupted, and go on when they are started again.</summary>
public sealed class ResumedGetTests(TestCluster cluster) : ClusterTest(cluster)
{
    private const long Large = 128L * 1024 * 1024;

    private string Output => field ??= Path.Combine(Directory.CreateDirectory(Local("output")).FullName, "file");

    [Fact]
    public async Task A_client_killed_midway_goes_on_and_fetches_fewer_bytes()
    {
        var hash = await PutAsync(1);
        var program = new ClientProcess(Local("home"), Links.Addresses);
        Links.To(2).At(28_000_000, program.Kill);
        var (killed, _) = await program.RunAsync("get", In("file").Value, "-o", Output);
        Assert.NotEqual(0, killed);
        Assert.False(File.Exists(Output));
        var before = Links.Received;
        var (code, said) = await program.RunAsync("get", In("file").Value, "-o", Output);
        Assert.True(code == 0, said);
        await AssertWholeAsync(hash);
        Assert.InRange(Links.Received - before, 1, Large * 9 / 10);
    }

    [Fact]
    public async Task Cancelled_it_keeps_what_came_says_so_and_goes_on_there()
    {
        var hash = await PutAsync(2);
        var client = await ConnectThroughLinksAsync();
        await InterruptAsync(client);
        var before = Links.Received;
        await client.GetFileAsync(In("file"), Output, null, Cancellation);
        await AssertWholeAsync(hash);
        Assert.InRange(Links.Received - before, 1, Large * 9 / 10);
    }

    [Fact]
    public async Task Bytes_that_changed_meanwhile_are_fetched_again()
    {
        var hash = await PutAsync(3);
        var client = await ConnectThroughLinksAsync();
        await InterruptAsync(client);
        new PartOnDisk(1, 1, Beside().Single(file => file.EndsWith(".dfs-get", StringComparison.Ordinal))).FlipBitAt(1000);
        await client.GetFileAsync(In("file"), Output, null, Cancellation);
        await AssertWholeAsync(hash);
    }

    [Fact]
    public async Task A_newer_version_starts_anew()
    {
        await PutAsync(4);
        var client = await ConnectThroughLinksAsync();
        await InterruptAsync(client);
        var hash = await PutAsync(5);
        var before = Links.Received;
        await client.GetFileAsync(In("file"), Output, null, Cancellation);
        await AssertWholeAsync(hash);
        Assert.InRange(Links.Received - before, Large, Large * 11 / 10);
    }

    [Fact]
    public async Task Nodes_lost_midway_leave_what_came_for_the_next_attempt()
    {
        var hash = await PutAsync(6);
        var client = await ConnectThroughLinksAsync();
        Links.To(1).At(8_000_000, () => Links.Cut(1, 2));
        await StoreCalls.FailsAsync(DfsFault.Incomplete, () => client.GetFileAsync(In("file"), Output, null, Cancellation));
        Assert.False(File.Exists(Output));
        Links.Cut();
        var before = Links.Received;
        await client.GetFileAsync(In("file"), Output, null, Cancellation);
        await AssertWholeAsync(hash);
        Assert.InRange(Links.Received - before, 1, Large * 9 / 10);
    }

    private async Task<string> PutAsync(int seed)
    {
        var input = Local();
        var hash = await Bytes.WriteFileAsync(input, Large, seed);
        await (await ConnectAsync()).PutFileAsync(In("file"), input, null, Cancellation);
        return hash;
    }

    private async Task InterruptAsync(DfsClient client)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Links.To(3).At(20_000_000, cancel.Cancel);
        var fault = await Assert.ThrowsAsync<TransferInterruptedException>(() => client.GetFileAsync(In("file"), Output, null, cancel.Token));
        Assert.Matches(@"^Interrupted at \d\d? %\. The same command continues there\.$", fault.Message);
        Assert.False(File.Exists(Output));
    }

    private string[] Beside() => Directory.GetFiles(Path.GetDirectoryName(Output)!);

    private async Task AssertWholeAsync(string hash)
    {
        Assert.Equal(hash, await Bytes.HashFileAsync(Output));
        Assert.Equal([Output], Beside());
    }
}

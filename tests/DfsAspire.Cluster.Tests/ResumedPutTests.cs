namespace DfsAspire.Cluster.Tests;

/// <summary>Uploads of large files that are interrupted, and go on when they are started again.</summary>
public sealed class ResumedPutTests(TestCluster cluster) : ClusterTest(cluster)
{
    private const long Large = 32L * 1024 * 1024;

    // Both copies of everything, and what messages and framing take.
    private const long Once = 2 * Large + Large / 50;

    // Of a program that ends, what the connections have buffered on their way is lost with it: megabytes, of which this must be many times as much.
    private const long Huge = 4 * Large;
    private const long OnceHuge = 4 * Once;

    private string Home => field ??= Local("home");

    private string Records => Path.Combine(Home, "DfsAspire", "resume");

    [Fact]
    public async Task A_client_killed_at_any_byte_goes_on_and_sends_fewer_bytes()
    {
        var input = Local();
        var hash = await Bytes.WriteFileAsync(input, Huge, seed: 1);
        var program = new ClientProcess(Home, Links.Addresses);
        long before = 0;
        foreach (var at in new long[] { 36_000_000, 12_000_001 })
        {
            Links.To(2).At(at, program.Kill);
            var (killed, _) = await program.RunAsync("put", input, "--to", Folder.Value);
            Assert.NotEqual(0, killed);
            Assert.NotEmpty(Directory.GetFiles(Records, "*.put"));
            before += Links.Sent;
            var reader = await ConnectAsync();
            await StoreCalls.FailsAsync(DfsFault.NotFound, () => reader.GetBytesAsync(In(Path.GetFileName(input))));
        }

        await NodesHaveNoticedAsync();
        before = Links.Sent;
        var (code, output) = await program.RunAsync("put", input, "--to", Folder.Value);
        Assert.True(code == 0, output);
        Assert.InRange(Links.Sent - before, 1, OnceHuge * 9 / 10);
        Assert.Empty(Directory.GetFiles(Records, "*.put"));
        await AssertStoredAsync(In(Path.GetFileName(input)), hash);
    }

    [Fact]
    public async Task Ctrl_C_keeps_what_came_and_says_so()
    {
        var input = Local();
        var hash = await Bytes.WriteFileAsync(input, Huge, seed: 2);
        var program = new ClientProcess(Home, Links.Addresses);
        // Nothing passes to node 3 meanwhile: it cannot come to its end before it has noticed.
        Links.To(3).At(45_000_000, program.InterruptToEnd);
        var (interrupted, said) = await program.RunAsync("put", input, "--to", Folder.Value);
        Assert.Equal(1, interrupted);
        Assert.Matches(@"^Interrupted at \d\d? %\. The same command continues there\.\s*$", said);
        foreach (var file in Directory.GetFiles(Records))
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        await NodesHaveNoticedAsync();
        var before = Links.Sent;
        var (code, output) = await program.RunAsync("put", input, "--to", Folder.Value);
        Assert.True(code == 0, output);
        Assert.InRange(Links.Sent - before, 1, OnceHuge * 3 / 4);
        await AssertStoredAsync(In(Path.GetFileName(input)), hash);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nodes_killed_midway_that_come_back_go_on_where_they_were(bool allBack)
    {
        var input = Local();
        var hash = await Bytes.WriteFileAsync(input, Large, seed: 3);
        var client = await ConnectThroughLinksAsync(Records);
        await client.PutBytesAsync(In("file"), [1]);
        Links.To(1).At(10_000_000, () => Cluster.Kill(1, 2));
        var refused = await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => client.PutFileAsync(In("file"), input, null, Cancellation));
        Assert.Contains("The same command continues there.", refused.Message, StringComparison.Ordinal);
        await Cluster.RestoreAsync();
        if (!allBack)
            Links.Cut(1);
        var before = Links.Sent;
        var receipt = await client.PutFileAsync(In("file"), input, null, Cancellation);
        Assert.All(receipt.Holders, holders => Assert.InRange(holders.Count, 2, 3));
        Assert.InRange(Links.Sent - before, 1, allBack ? Once * 3 / 4 : Once * 9 / 10);
        await AssertStoredAsync(In("file"), hash);
    }

    [Fact]
    public async Task A_file_that_changed_in_between_is_sent_whole_and_the_old_beginning_goes()
    {
        var input = Local();
        await Bytes.WriteFileAsync(input, Large, seed: 4);
        var client = await ConnectThroughLinksAsync(Records);
        var others = Incoming();
        await InterruptAsync(client, input);
        Assert.NotEmpty(Incoming().Except(others));
        var hash = await Bytes.WriteFileAsync(input, Large, seed: 5);
        var before = Links.Sent;
        await client.PutFileAsync(In("file"), input, null, Cancellation);
        Assert.InRange(Links.Sent - before, 2 * Large, Once);
        await AssertStoredAsync(In("file"), hash);
        Assert.Empty(Incoming().Except(others));
    }

    [Fact]
    public async Task Other_bytes_on_a_node_are_noticed_and_sent_again()
    {
        var input = Local();
        var hash = await Bytes.WriteFileAsync(input, Large, seed: 6);
        var client = await ConnectThroughLinksAsync(Records);
        await InterruptAsync(client, input);
        foreach (var file in Incoming().Where(file => file.Contains($"{Path.DirectorySeparatorChar}node2{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
            new PartOnDisk(2, 1, file).FlipBitAt(70_000);
        var receipt = await client.PutFileAsync(In("file"), input, null, Cancellation);
        Assert.Empty(receipt.Faults);
        await AssertStoredAsync(In("file"), hash);
    }

    [Fact]
    public async Task What_a_writer_had_sent_whole_is_not_sent_again_and_its_stamp_is_above_all_others()
    {
        var input = Local();
        var hash = await Bytes.WriteFileAsync(input, Large, seed: 7);
        var client = await ConnectThroughLinksAsync(Records);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        // The last progress is reported when the last byte is sealed; it is all staged before the stamp.
        var end = new OnProgress(1, cancel.Cancel);
        await Assert.ThrowsAsync<TransferInterruptedException>(() => client.PutFileAsync(In("file"), input, end, cancel.Token));
        var other = await client.PutBytesAsync(In("file"), [2]);
        var before = Links.Sent;
        var receipt = await client.PutFileAsync(In("file"), input, null, Cancellation);
        Assert.True(receipt.Stamp > other.Stamp);
        Assert.InRange(Links.Sent - before, 1, Once / 2);
        await AssertStoredAsync(In("file"), hash);
    }

    [Fact]
    public async Task An_upload_interrupted_many_times_comes_to_its_end()
    {
        var input = Local();
        var hash = await Bytes.WriteFileAsync(input, Large, seed: 8);
        var client = await ConnectThroughLinksAsync(Records);
        for (var part = 1; part <= 6; part++)
            await InterruptAsync(client, input, part / 7.0, lost: part);
        await client.PutFileAsync(In("file"), input, null, Cancellation);
        await AssertStoredAsync(In("file"), hash);
    }

    [Fact]
    public async Task A_node_that_reads_back_what_it_has_for_longer_than_the_others_is_waited_for()
    {
        var input = Local();
        var hash = await Bytes.WriteFileAsync(input, Large, seed: 9);
        // In no folder: nothing is asked before.
        var path = StorePath.Parse($"{Folder.Name} {nameof(ResumedPutTests)}");
        var client = await ConnectThroughLinksAsync(Records);
        await InterruptAsync(client, input, path);
        // Log-ins are not what it is slow with.
        await client.GetStatusAsync(Cancellation);
        var before = Links.Sent;
        Cluster.Node(2).Freeze();
        await using var thaw = TimeProvider.System.CreateTimer(_ => Cluster.Node(2).Thaw(), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        var receipt = await client.PutFileAsync(path, input, null, Cancellation);
        Assert.Empty(receipt.Faults);
        Assert.InRange(Links.Sent - before, 1, Once * 3 / 4);
        await AssertStoredAsync(path, hash);
        await client.DeleteAsync(path, Cancellation);
    }

    private Task InterruptAsync(DfsClient client, string input, double share = 0.5, int lost = 0) => InterruptAsync(client, input, In("file"), share, lost);

    private async Task InterruptAsync(DfsClient client, string input, StorePath path, double share = 0.5, int lost = 0)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Links.Cut();
        var midway = new OnProgress(share, () =>
        {
            if (lost > 0)
                Links.Cut(lost % 4 + 1);
            cancel.Cancel();
        });
        await Assert.ThrowsAsync<TransferInterruptedException>(() => client.PutFileAsync(path, input, midway, cancel.Token));
        Links.Cut();
        await NodesHaveNoticedAsync();
    }

    private Task NodesHaveNoticedAsync() =>
        Eventually.TrueAsync("the nodes have noticed", TimeSpan.FromSeconds(20), () => Task.FromResult(Incoming().All(IsClosed)));

    private static bool IsClosed(string file)
    {
        try
        {
            using var open = File.Open(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string[] Incoming() =>
        [.. TestCluster.Numbers.SelectMany(node => Directory.GetFiles(Path.Combine(Cluster.VolumeOf(node), ".dfs", "incoming")))];

    // From every pair of opposite nodes: both copies of every part are right.
    private async Task AssertStoredAsync(StorePath path, string hash)
    {
        var client = await ConnectThroughLinksAsync();
        foreach (var down in new[] { new[] { 1, 3 }, [2, 4] })
        {
            Links.Cut(down);
            var output = Local();
            await client.GetFileAsync(path, output, null, Cancellation);
            Assert.Equal(hash, await Bytes.HashFileAsync(output));
        }

        Links.Cut();
    }
}

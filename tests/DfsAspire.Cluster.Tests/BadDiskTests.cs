namespace DfsAspire.Cluster.Tests;

/// <summary>A node's disk that takes nothing more, with real nodes on a file system of its own.</summary>
public sealed class BadDiskTests(RepairingCluster cluster) : ClusterTest(cluster), IClassFixture<RepairingCluster>
{
    private const int Node = 4;
    private const string NotAllowed = "Mounting a file system is not allowed here.";

    private readonly Dictionary<string, byte[]> _acknowledged = [];
    private DfsClient _client = null!;
    private SmallDisk? _disk;
    private int _puts;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _client = await ConnectAsync();
        await PutAsync(3, takenBy: 4);
        await Cluster.StopAsync(Node);
        _disk = await SmallDisk.TryMoveAsync(Cluster.VolumeOf(Node), megabytes: 200);
    }

    public override async ValueTask DisposeAsync()
    {
        await Cluster.StopAsync(Node);
        if (_disk is not null)
            await _disk.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_full_disk_loses_nothing_and_says_so_and_fills_up_with_what_it_missed_when_there_is_space()
    {
        Assert.SkipWhen(_disk is null, NotAllowed);
        await Cluster.RestoreAsync();
        _disk.Fill();
        await PutAsync(8, takenBy: 3);
        Assert.DoesNotContain($"node{Node}", (await _client.DeleteAsync(In("file 0"), Cancellation)).Nodes);
        _acknowledged.Remove("file 0");
        await ReadAsync();
        var report = (await _client.GetStatusAsync(Cancellation)).Nodes[Node - 1];
        Assert.True(report.Status!.FreeBytes < 100_000, $"{report.Status.FreeBytes} bytes are free");
        Assert.Contains("its disk is full", report.Trouble, StringComparison.Ordinal);
        _disk.Free();
        await EverythingIsWholeAsync();
    }

    [Fact]
    public async Task A_volume_that_is_read_only_is_named_and_nothing_of_it_is_lost()
    {
        Assert.SkipWhen(_disk is null, NotAllowed);
        await _disk.SetReadOnlyAsync(true);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(Cluster.Node(Node).StartAsync);
        Assert.Contains(Cluster.VolumeOf(Node), refused.Message, StringComparison.Ordinal);
        Assert.Contains("ead-only", refused.Message, StringComparison.Ordinal);
        await PutAsync(5, takenBy: 3);
        await ReadAsync();
        await _disk.SetReadOnlyAsync(false);
        await Cluster.RestoreAsync();
        await EverythingIsWholeAsync();
    }

    private async Task PutAsync(int files, int takenBy)
    {
        for (var number = 0; number < files; number++)
        {
            var content = Bytes.Of(200_000 + number, _puts++);
            Assert.Equal(takenBy, (await _client.PutBytesAsync(In($"file {number}"), content)).Nodes.Count);
            _acknowledged[$"file {number}"] = content;
        }
    }

    private async Task ReadAsync()
    {
        foreach (var (name, content) in _acknowledged)
            Assert.Equal(content, await _client.GetBytesAsync(In(name)));
    }

    // With any other node away everything is still there, so that this one has all of it.
    private async Task EverythingIsWholeAsync()
    {
        await Eventually.TrueAsync("no part is missing or on loan", RepairingCluster.Patience, async () =>
            (await _client.GetStatusAsync(Cancellation)).Nodes.All(node => node.Status is { State: Protocol.Messages.NodeState.Ready, PartsMissing: 0, PartsDamaged: 0, PartsOnLoan: 0 }));
        foreach (var down in TestCluster.Numbers.Where(number => number != Node))
        {
            Cluster.Kill(down);
            await ReadAsync();
            await Cluster.RestoreAsync();
        }
    }
}

using System.Net;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>A node that is prepared for being stopped.</summary>
public sealed class DrainTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] Small = Bytes.Of(20_000, 1);
    private static readonly byte[] Large = Bytes.Of(12_000_000, 2);

    // A drained node stays so, and other tests run on the same ones.
    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAll(TestCluster.Numbers.Where(number => Cluster.Node(number).IsRunning).Select(number => PostAsync(number, "/undrain")));
        await base.DisposeAsync();
    }

    [Fact]
    public async Task What_has_begun_ends_on_all_four_and_what_comes_later_goes_to_the_other_three()
    {
        var client = await ConnectThroughLinksAsync();
        Task<(HttpStatusCode Status, string Said)>? drain = null;
        // More than a node writes at a time, of one of the two parts at least. Nothing more passes before the drain has begun.
        Links.To(2).At(1_200_000, () => Links.To(2).Gate = BeginDrainAsync());
        Assert.Equal(4, (await client.PutBytesAsync(In("large"), Large)).Nodes.Count);
        var drained = await drain!;
        Assert.True(drained.Status == HttpStatusCode.OK, drained.Said);

        Assert.Equal(["node1", "node3", "node4"], (await client.PutBytesAsync(In("small"), Small)).Nodes);
        Assert.Equal(Large, await client.GetBytesAsync(In("large")));
        var status = (await client.GetStatusAsync(Cancellation)).Nodes[1].Status!;
        Assert.Equal((NodeState.ReadOnly, "it was drained, to be stopped"), (status.State, status.Why));

        var second = await PostAsync(3, "/drain");
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Contains("node 2 takes no writes itself: it was drained", second.Said, StringComparison.Ordinal);
        Assert.Equal(3, (await client.PutBytesAsync(In("small"), Small)).Nodes.Count);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(2, "/undrain")).Status);
        Assert.Equal(4, (await client.PutBytesAsync(In("small"), Small)).Nodes.Count);

        async Task BeginDrainAsync()
        {
            var watcher = await ConnectAsync();
            await Eventually.TrueAsync("node2 has begun to write a part", Patience, () => Task.FromResult(HasBegunToWrite(2)));
            drain = PostAsync(2, "/drain");
            await Eventually.TrueAsync("node2 is being drained", Patience, async () =>
                (await watcher.GetStatusAsync(Cancellation)).Nodes[1].Status?.Why?.Contains("drained", StringComparison.Ordinal) == true);
        }
    }

    [Fact]
    public async Task It_does_not_wait_for_those_who_read()
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("file"), Small);
        // Half of the file comes from node 2, which nobody else has that is left.
        Links.Cut(1, 3);
        Assert.Equal(Small, await client.GetBytesAsync(In("file")));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var reads = Task.Run(async () =>
        {
            var read = 0;
            for (; !enough.IsCancellationRequested; read++)
                Assert.Equal(Small, await client.GetBytesAsync(In("file")));
            return read;
        }, Cancellation);

        var drained = await PostAsync(2, "/drain");
        Assert.True(drained.Status == HttpStatusCode.OK, drained.Said);
        await enough.CancelAsync();
        Assert.InRange(await reads, 1, int.MaxValue);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(2, "/undrain")).Status);
    }

    [Fact]
    public async Task It_is_refused_while_another_node_is_away_and_ends_with_the_next_start()
    {
        var client = await ConnectAsync();
        Cluster.Kill(4);
        var refused = await PostAsync(1, "/drain");
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("node 4 does not answer", refused.Said, StringComparison.Ordinal);
        Assert.Equal(3, (await client.PutBytesAsync(In("file"), Small)).Nodes.Count);
        await Cluster.RestoreAsync();

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(1, "/drain")).Status);
        await Cluster.StopAsync(1);
        await Cluster.RestoreAsync();
        await using var later = await Cluster.ConnectAsync();
        Assert.Equal(4, (await later.PutBytesAsync(In("file"), Small)).Nodes.Count);
    }

    // The file has its length from the start.
    private bool HasBegunToWrite(int node) => Directory.EnumerateFiles(Path.Combine(Cluster.VolumeOf(node), ".dfs", "incoming")).Any(file =>
    {
        Span<byte> first = stackalloc byte[64];
        using var part = File.Open(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return first[..part.Read(first)].ContainsAnyExcept((byte)0);
    });

    private Task<(HttpStatusCode Status, string Said)> PostAsync(int node, string path) => Cluster.PostAsync(node, path, Cancellation);
}

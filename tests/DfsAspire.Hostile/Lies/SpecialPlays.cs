using System.Collections.Concurrent;
using System.IO.Hashing;
using DfsAspire.Client.Store;
using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using DfsAspire.Simulation.Cluster;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies that need circumstances of their own.</summary>
internal static class SpecialPlays
{
    public static IEnumerable<Play> All { get; } =
    [
        new("Authenticate: a node gets one costly derivation, not one for each connection", OneDerivationAsync),
        new("FetchPart: a bad copy on its way to a third node is blamed on who gave it", BadCopyAsync),
        new("Commit: a node that refuses what it had staged, and gives it up", GivenUpAsync),
        new("FetchPart: a disk that gives no part back whole, and all is verified", UnreadableParts.VerifyAsync),
        new("FetchPart: a disk that gives no part back whole, and all is read", UnreadableParts.ReadAsync),
        new("ListFolder: an empty page that has another behind it, while another node is away", EmptyPagesAsync),
    ];

    // With three others a listing would not wait for a fourth anyway.
    private static async Task EmptyPagesAsync(Scene scene)
    {
        await using var alice = await scene.ConnectAsync();
        await Scene.PutAsync(alice, "docs/a", [1]);
        scene.Cluster.Node(4).Crash();
        scene.Liar(2).Lie = AboutFolders.All().Single(lie => lie.Name == "an empty page that has another behind it");
        var listing = await alice.ListAsync(StorePath.Parse("docs"), CancellationToken.None);
        Assert.Equal(["a"], listing.Entries.Select(entry => entry.Path.Name));
        Assert.Equal(["node2", "node4"], listing.Faults.Select(fault => fault.Node).Order());
    }

    // Its disk failed at the commit, say. By the time the client is told that the file is stored, it must be on two other disks.
    private static async Task GivenUpAsync(Scene scene)
    {
        await using var alice = await scene.ConnectAsync();
        scene.Liar(4).Lie = new Lie("the parts are given up", MessageKind.Commit, async exchange =>
        {
            await exchange.SayAsync(new CommitReply(new Outcome(Status.VolumeFailing, "the disk failed"), exchange.Node.View(), Protocol.Entries.Stamp.None));
            return true;
        })
        { IsIdle = true };
        var bytes = Scene.Bytes(52, 300_000);
        var receipt = await Scene.PutAsync(alice, "a", bytes);
        Assert.Equal(["node1", "node2", "node3"], receipt.Nodes);
        Assert.All(receipt.Holders, holders => Assert.Equal(2, holders.Count));
        scene.Cluster.Node(4).Crash();
        foreach (var lost in (int[])[1, 2, 3])
        {
            scene.Cluster.Node(lost).Crash();
            await using var reader = await scene.ConnectAsync();
            Assert.Equal(bytes, (await Scene.GetAsync(reader, "a")).Bytes);
            await scene.Cluster.Node(lost).StartAsync();
            await scene.Cluster.Node(lost).WaitUntilReadyAsync();
        }
    }

    private static async Task OneDerivationAsync(Scene scene)
    {
        scene.Liar(2).Lie = AboutLogIns.All().Single(lie => lie.Name == "another derivation on each connection");
        var derived = new ConcurrentDictionary<PasswordDerivation, bool>();
        await using var alice = await scene.ConnectAsync(scene.Reader, null, (password, derivation, token) =>
        {
            derived[derivation] = true;
            return DerivedKeys.DeriveAsync(password, derivation, token);
        });
        for (var i = 0; i < 3; i++)
            await Scene.PutAsync(alice, $"docs/{i}", [1]);
        Assert.True(scene.Liar(2).Told > 2);
        Assert.Equal(2, derived.Count);
    }

    // In the root, where no folder is stamped before.
    // Node 1 takes its parts and is lost with the stamp; what it had in common with node 2 is copied from there to node 3.
    private static async Task BadCopyAsync(Scene scene)
    {
        await using var alice = await scene.ConnectAsync();
        scene.Liar(1).Lie = Simple.About(MessageKind.PlaceStamp).Single(lie => lie.Name.StartsWith("refused with words", StringComparison.Ordinal));
        scene.Liar(2).Lie = new Lie("other bytes before the checksum of the true ones", MessageKind.FetchPart, async exchange =>
        {
            var truth = exchange.Truth<FetchReply>();
            await exchange.SayAsync(truth);
            await exchange.SayBareContentsAsync(new byte[truth.Run], truth.Run);
            await exchange.SayAsync(new ContentsEnd(XxHash128.HashToUInt128(exchange.Contents)));
            return true;
        });
        var fault = await Assert.ThrowsAsync<DfsException>(() => Scene.PutAsync(alice, "a", Scene.Bytes(51, 10_000)));
        Assert.Equal(1, scene.Liar(2).Told);
        Assert.Equal(DfsFault.QuorumRefused, fault.Fault);
        Assert.Equal(["node1", "node2"], fault.Faults.Select(one => one.Node).Concat(
            new[] { "node1", "node2", "node3", "node4" }.Where(node => fault.Message.Contains($"{node}:", StringComparison.Ordinal))).Distinct().Order());
    }
}

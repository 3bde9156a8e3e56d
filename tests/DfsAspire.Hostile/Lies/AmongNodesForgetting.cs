using DfsAspire.Hostile.Isolation;
using DfsAspire.Hostile.Lying;
using DfsAspire.Node.Repair;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Hostile.Lies;

/// <summary>One node lies to the others while they look for what nobody needs any more: what somebody needs stays, without the liar's copies.</summary>
internal static class AmongNodesForgetting
{
    private static readonly byte[] Old = Scene.Bytes(84, 3000), New = Scene.Bytes(85, 3000);
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(40);

    /// <summary>Requests that only forgetting, and loans that go home, bring about.</summary>
    public static IReadOnlyList<MessageKind> Seldom { get; } = [MessageKind.GetUse, MessageKind.GetStamps, MessageKind.CloseContent];

    /// <summary>Replaces, deletes, gives up and lends, before a liar.</summary>
    public static async Task ForgetAsync(Scene scene, Lie lie, int number)
    {
        await RestartAsync(scene);
        var (liar, away) = (scene.Liar(number), scene.Cluster.Node((number % 4) + 1));
        var given = new ContentId(Guid.NewGuid());
        await using (var alice = await scene.ConnectAsync())
        {
            await Scene.PutAsync(alice, "docs/a", Old);
            await Scene.PutAsync(alice, "docs/gone", Old);
            away.Crash();
            await Scene.PutAsync(alice, "docs/lent", New);
            await away.StartAsync();
            await away.WaitUntilReadyAsync();
            liar.LiesToNodes.Add(lie);
            await Scene.PutAsync(alice, "docs/a", New);
            await alice.DeleteAsync(StorePath.Parse("docs/gone"), CancellationToken.None);
            foreach (var at in Enumerable.Range(1, 4))
            {
                await using var hand = await Knocker.LogInAsync(scene, "alice", at);
                await hand.StageAsync(new StagePart(default, given, StorePath.Parse("docs/never"), 1, false, 100));
            }
        }

        await scene.World.DelayAsync(6 * Life);
        Assert.True(liar.Told > 0, $"there was no occasion for '{lie}'");
        scene.Cluster.Node(number).Crash();
        await using var reader = await scene.ConnectAsync();
        Assert.Equal(New, (await Scene.GetAsync(reader, "docs/a")).Bytes);
        Assert.Equal(New, (await Scene.GetAsync(reader, "docs/lent")).Bytes);
        Assert.Equal(["a", "lent"], (await reader.ListAsync(StorePath.Parse("docs"), CancellationToken.None)).Entries.Select(entry => entry.Path.Name));
        await Scene.PutAsync(reader, "docs/gone", New);
    }

    /// <summary>What a bad node asks of an honest one, where it may ask at all.</summary>
    public static IEnumerable<Play> Asked { get; } =
    [
        new("Nodes: one that introduces itself as another makes nobody forget", async scene =>
        {
            await scene.World.DelayAsync(TimeSpan.FromSeconds(12));
            var before = scene.Cluster.Nodes.Select(node => node.Store!.Identity.Incarnation).ToList();
            foreach (var at in (int[])[1, 3])
            {
                await using var hand = await Knocker.LogInAsync(scene, node: 2, at);
                var cluster = scene.Cluster.Node(at).Store!.Identity.Cluster;
                Assert.StartsWith("Forbidden", await hand.AskAsync<Introduce, IntroduceReply>(
                    new Introduce(default, 4, cluster, before[3] + 1, long.MaxValue), reply => $"{reply.Outcome.Status}"), StringComparison.Ordinal);
            }

            await scene.World.DelayAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(before, scene.Cluster.Nodes.Select(node => node.Store!.Identity.Incarnation));
        }),
        new("Nodes: one that is asked first and hands out key records of its own is outvoted", scene => AmongNodes.HealAsync(scene, AboutRepair.KeyRecords, 1)),
        new("Nodes: one that is asked last and shows older versions takes nothing back", scene => AmongNodes.HealAsync(scene, AboutRepair.OlderVersions, 4)),
        new("Nodes: one that closes what is on its way keeps no write from being done", async scene =>
        {
            await using var alice = await Knocker.LogInAsync(scene, "alice");
            await using var hand = await Knocker.LogInAsync(scene, node: 2, at: 1);
            var content = new ContentId(Guid.NewGuid());
            var close = new CloseContent(default, "alice", content);
            Assert.Equal("NotReady", await hand.AskAsync<CloseContent, CloseReply>(close, reply => $"{reply.Outcome.Status}"));
            Assert.StartsWith("Ok", await alice.StageAsync(new StagePart(default, content, StorePath.Parse("a"), 1, false, 100)), StringComparison.Ordinal);
            Assert.Equal("NotReady", await hand.AskAsync<CloseContent, CloseReply>(close, reply => $"{reply.Outcome.Status}"));
            Assert.StartsWith("Ok", await alice.AskAsync<PlaceStamp, StampReply>(
                new PlaceStamp(default, StorePath.Parse("a"), new Stamp(1, Guid.Empty), content), reply => $"{reply.Outcome.Status}"), StringComparison.Ordinal);
        }),
        new("Nodes: one that founds a lost volume anew is refused, and the volume heals", async scene =>
        {
            await scene.World.DelayAsync(TimeSpan.FromSeconds(12));
            await using (var alice = await scene.ConnectAsync())
                await Scene.PutAsync(alice, "docs/a", Old);
            var (account, lost) = (scene.Liars[0].Accounts.Last().Reply.Account!, scene.Cluster.Node(3));
            var cluster = lost.Store!.Identity.Cluster;
            lost.Crash();
            lost.ReplaceVolume(withEmpty: true);
            // The others are late, and cannot say what they remember.
            foreach (var other in scene.Cluster.Nodes.Where(node => node != lost))
                scene.Cluster.Network.Part(other.Host, lost.Host, TimeSpan.FromSeconds(15));
            await lost.StartAsync();
            await using (var hand = await Knocker.LogInAsync(scene, ReservedNames.Cluster, at: 3))
            {
                var forged = AboutAccounts.Administrator(account);
                Assert.StartsWith("NotReady", await hand.AskAsync<Found, FoundReply>(new Found(default, Guid.NewGuid(), 3, forged), reply => $"{reply.Outcome.Status}"), StringComparison.Ordinal);
                await scene.World.DelayAsync(TimeSpan.FromSeconds(30));
            }

            await lost.WaitUntilReadyAsync();
            Assert.Equal(cluster, lost.Store!.Identity.Cluster);
            await using var again = await scene.ConnectAsync();
            Assert.Equal(Old, (await Scene.GetAsync(again, "docs/a")).Bytes);
        }),
    ];

    private static async Task RestartAsync(Scene scene)
    {
        scene.Cluster.Repair = new RepairOptions
        {
            CleanUpPeriod = TimeSpan.FromSeconds(10),
            StageLife = Life,
            ClosedLife = Life / 4,
            ReplacedLife = Life,
            TombstoneLife = Life,
        };
        foreach (var node in scene.Cluster.Nodes)
            node.Crash();
        await scene.Cluster.StartAllAsync();
    }
}

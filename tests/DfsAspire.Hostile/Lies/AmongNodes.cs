using DfsAspire.Hostile.Lying;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using DfsAspire.Simulation.Cluster;

namespace DfsAspire.Hostile.Lies;

/// <summary>
/// One node lies to the others while a third one has lost its volume: it becomes whole all the same, nobody forgets anything, and then the liar may be
/// away and everything is there.
/// </summary>
internal static class AmongNodes
{
    private static readonly byte[] Old = Scene.Bytes(81, 3000), New = Scene.Bytes(82, 3000), Large = Scene.Bytes(83, 2_000_000);

    // A node that neither refuses nor comes to an end is waited for, and then counts as away.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    private static readonly TimeSpan SomeRounds = TimeSpan.FromSeconds(12);

    /// <summary>Requests that repair brings about again and again; each is also lied to in ways that do not ask what it is about.</summary>
    public static IReadOnlyList<MessageKind> Often { get; } =
        [MessageKind.Introduce, MessageKind.GetChanges, MessageKind.ListAccounts, MessageKind.FetchPart];

    /// <summary>Loses the volume of the node opposite the liar, which has no part that only the liar has as well.</summary>
    public static Task HealAsync(Scene scene, Lie lie, int number) => HealAsync(scene, lie, number, scene.Cluster.Node(((number + 1) % 4) + 1));

    /// <summary>Loses the volume of a neighbour, which must have parts from the liar: once that sends them, all is whole.</summary>
    public static Task HealBesideAsync(Scene scene, Lie lie, int number) => HealAsync(scene, lie, number, scene.Cluster.Node((number % 4) + 1));

    private static async Task HealAsync(Scene scene, Lie lie, int number, SimNode lost)
    {
        var liar = scene.Liar(number);
        await using (var alice = await scene.ConnectAsync())
        {
            await Scene.PutAsync(alice, "docs/a", Old);
            await Scene.PutAsync(alice, "docs/gone", Old);
            await Scene.GetAsync(alice, "docs/a");
            await Scene.GetAsync(alice, "docs/gone");
            await Scene.PutAsync(alice, "docs/a", New);
            await Scene.PutAsync(alice, "large", Large);
            await alice.DeleteAsync(StorePath.Parse("docs/gone"), CancellationToken.None);
        }

        await scene.World.DelayAsync(TimeSpan.FromSeconds(12));
        var identities = scene.Cluster.Nodes.Select(node => node.Store!.Identity).ToList();
        liar.LiesToNodes.Add(lie);
        // It is asked for its accounts as long as they seem to be others.
        if (lie.Kind == MessageKind.ListAccounts)
            liar.LiesToNodes.Add(AboutRepair.OtherAccounts);
        lost.Crash();
        lost.ReplaceVolume(withEmpty: true);
        while (!await lost.StartAsync())
        {
        }

        if (lie.Kind == MessageKind.FetchPart)
        {
            await scene.World.DelayAsync(Longest);
            Assert.True(lost.Store!.Identity.IsSettled, "it is not settled");
            Assert.Equal(0, await ScrubAsync(lost.Store));
            liar.LiesToNodes.Clear();
        }

        // What is told in the very first comparisons may do its harm in the next ones.
        await scene.World.DelayAsync(SomeRounds);
        await IsWholeAsync(scene, lost.Number, number);
        Assert.True(liar.Told > 0, $"there was no occasion for '{lie}'");
        foreach (var node in scene.Cluster.Nodes)
        {
            var (before, now) = (identities[node.Number - 1], node.Store!.Identity);
            Assert.Equal(before.Cluster, now.Cluster);
            Assert.True(node == lost ? now.Incarnation > before.Incarnation : now.Incarnation == before.Incarnation, $"node{node.Number} has begun a new life");
        }

        foreach (var path in (string[])["docs/a", "large"])
        {
            var records = new List<string>();
            foreach (var node in scene.Cluster.Nodes)
                records.Add(Convert.ToHexString((await node.Store!.GetStateAsync("alice", StorePath.Parse(path), CancellationToken.None)).KeyRecord.Span));
            Assert.Single(records.Distinct());
        }

        scene.Cluster.Node(number).Crash();
        await using var reader = await scene.ConnectAsync();
        Assert.Equal(New, (await Scene.GetAsync(reader, "docs/a")).Bytes);
        Assert.Equal(Large, (await Scene.GetAsync(reader, "large")).Bytes);
        Assert.Equal(["a"], (await reader.ListAsync(StorePath.Parse("docs"), CancellationToken.None)).Entries.Select(entry => entry.Path.Name));
        await Scene.PutAsync(reader, "docs/b", Old);
    }

    // How many parts that a node says to hold are not what was signed.
    private static async Task<int> ScrubAsync(NodeStore store)
    {
        var damaged = 0;
        for (KeptPart? last = null; await store.ListLackingAsync(PartState.Held, last, 100, CancellationToken.None) is { Count: > 0 } page; last = page[^1])
        {
            foreach (var part in page)
            {
                if ((await store.CheckPartAsync(part.User, part.Content, part.Row.Part, CancellationToken.None)).Status != Status.Ok)
                    damaged++;
            }
        }

        return damaged;
    }

    private static async Task IsWholeAsync(Scene scene, int lost, int liar)
    {
        var began = scene.World.Now;
        var honest = scene.Cluster.Nodes.Where(node => node.Number != liar).ToList();
        while (scene.World.Now - began < Longest)
        {
            await scene.World.DelayAsync(TimeSpan.FromSeconds(1));
            if (!honest.TrueForAll(node => node.Services!.Readiness.WhyReadOnly is null && node.Store is { Identity.IsSettled: true }))
                continue;
            var statuses = new List<NodeStatus>();
            foreach (var node in honest)
                statuses.Add(await node.Store!.GetStatusAsync(CancellationToken.None));
            if (statuses.TrueForAll(status => status is { PartsMissing: 0, PartsDamaged: 0 }) && statuses.Select(status => (status.Entries, status.Contents)).Distinct().Count() == 1)
                return;
        }

        var (services, store) = (scene.Cluster.Node(lost).Services!, scene.Cluster.Node(lost).Store!);
        var state = store.Identity.IsSettled ? $"{await store.GetStatusAsync(CancellationToken.None)}" : "it is not settled";
        Assert.Fail($"node{lost} is not whole after {Longest.TotalMinutes} minutes: {services.Readiness.WhyReadOnly}; {state}");
    }
}

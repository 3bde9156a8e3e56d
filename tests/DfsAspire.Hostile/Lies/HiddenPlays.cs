using DfsAspire.Client.Store;
using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Hostile.Lies;

/// <summary>
/// What one bad node can hide or roll back (docs/security.md, "What one bad node can do"). It says that it takes everything and takes nothing,
/// and shows old states: the worst that a liar without anybody's keys can do to a reader.
/// </summary>
internal static class HiddenPlays
{
    private static readonly byte[] Old = Scene.Bytes(41, 2000), New = Scene.Bytes(42, 2000);

    public static IEnumerable<Play> All { get; } =
    [
        .. Each("Hidden: with four nodes answering nothing, liar", async (scene, liar) =>
        {
            await WriteAsync(scene, liar, unaware: 0);
            await SeesNewAsync(scene);
        }),
        .. Each("Hidden: with three nodes answering nothing, whichever is away, liar", async (scene, liar) =>
        {
            // Taken by the liar, as it says, and by the two others; then one of these is away, and the one that knows nothing is back.
            var unaware = ((liar + 2) % 4) + 1;
            await WriteAsync(scene, liar, unaware);
            scene.Cluster.Network.Part(scene.Reader, scene.Cluster.Node(Opposite(liar)).Host, TimeSpan.FromHours(1));
            await SeesNewAsync(scene);
        }),
        .. Each("Hidden: with two nodes answering nothing that the honest one took, liar", async (scene, liar) =>
        {
            await WriteAsync(scene, liar, unaware: 0);
            Leave(scene, liar, Opposite(liar));
            await FailsAsync(scene);
        }),
        .. Each("Hidden: with two nodes answering what the honest one missed, and the reader is told, liar", async (scene, liar) =>
        {
            await WriteAsync(scene, liar, unaware: Opposite(liar));
            Leave(scene, liar, Opposite(liar));
            await using var alice = await ConnectAsync(scene);
            var (bytes, receipt) = await Scene.GetAsync(alice, "docs/a");
            Assert.Equal((true, true), (receipt.AnsweredByTwo, bytes.AsSpan().SequenceEqual(Old)));
        }),
        .. Each("Hidden: with the liar alone no file is read, and a listing says that it may be old, liar", async (scene, liar) =>
        {
            await WriteAsync(scene, liar, unaware: 0);
            Leave(scene, liar, liar);
            await using var alice = await ConnectAsync(scene);
            Assert.Equal(DfsFault.Incomplete, (await Assert.ThrowsAsync<DfsException>(() => Scene.GetAsync(alice, "docs/a"))).Fault);
            Assert.True((await alice.ListAsync(StorePath.Parse("docs"), CancellationToken.None)).MayBeOld);
        }),
    ];

    private static int Opposite(int number) => ((number + 1) % 4) + 1;

    private static IEnumerable<Play> Each(string name, Func<Scene, int, Task> play) =>
        Enumerable.Range(1, 4).Select(liar => new Play($"{name} {liar}", scene => play(scene, liar)));

    // The liar has seen the old version; of the new one it says that it has taken it.
    private static async Task WriteAsync(Scene scene, int liar, int unaware)
    {
        await using var alice = await ConnectAsync(scene);
        await Scene.PutAsync(alice, "docs/a", Old);
        // By another client, which has to ask for the folder: the liar is to remember that as well.
        await using (var other = await ConnectAsync(scene))
            await Scene.PutAsync(other, "docs/gone", Old);
        await Scene.GetAsync(alice, "docs/a");
        await Scene.GetAsync(alice, "docs/gone");
        await alice.ListAsync(StorePath.Parse("docs"), CancellationToken.None);
        scene.Liar(liar).Lies.AddRange(
        [
            TakesNothing<CommitReply>(MessageKind.Commit, exchange =>
                new CommitReply(Outcome.Ok, View(exchange), exchange.Request<Commit>().Entry.Entry.Stamp)),
            TakesNothing<FinishReply>(MessageKind.Finish, exchange =>
                new FinishReply(Outcome.Ok, View(exchange), exchange.Request<Finish>().Entry.Entry.Stamp)),
            TakesNothing<StateReply>(MessageKind.GetState, exchange => Remembered(exchange) with { View = View(exchange) }),
            TakesNothing<ListReply>(MessageKind.ListFolder, exchange => exchange.Node.Listings[0].Reply with { View = View(exchange) }),
        ]);
        if (unaware > 0)
            scene.Cluster.Network.Part(scene.Reader, scene.Cluster.Node(unaware).Host, TimeSpan.FromSeconds(20));
        var began = scene.World.Now;
        foreach (var other in scene.Cluster.Nodes.Where(node => node.Number != unaware && unaware > 0))
            scene.Cluster.Network.Part(other.Host, scene.Cluster.Node(unaware).Host, TimeSpan.FromHours(2));
        await using var writer = await ConnectAsync(scene);
        await Scene.PutAsync(writer, "docs/a", New);
        await writer.DeleteAsync(StorePath.Parse("docs/gone"), CancellationToken.None);
        var rest = TimeSpan.FromSeconds(21) - (scene.World.Now - began);
        if (unaware > 0 && rest > TimeSpan.Zero)
            await scene.World.DelayAsync(rest);
    }

    private static void Leave(Scene scene, int liar, int honest)
    {
        foreach (var node in scene.Cluster.Nodes.Where(node => node.Number != liar && node.Number != honest))
            node.Crash();
    }

    private static async Task SeesNewAsync(Scene scene)
    {
        await using var alice = await ConnectAsync(scene);
        Assert.Equal(New, (await Scene.GetAsync(alice, "docs/a")).Bytes);
        Assert.Equal(DfsFault.NotFound, (await Assert.ThrowsAsync<DfsException>(() => Scene.GetAsync(alice, "docs/gone"))).Fault);
        Assert.Equal(["a"], (await alice.ListAsync(StorePath.Parse("docs"), CancellationToken.None)).Entries.Select(entry => entry.Path.Name));
    }

    private static async Task FailsAsync(Scene scene)
    {
        await using var alice = await ConnectAsync(scene);
        Assert.Equal(DfsFault.Incomplete, (await Assert.ThrowsAsync<DfsException>(() => Scene.GetAsync(alice, "docs/a"))).Fault);
        Assert.Equal(DfsFault.NotFound, (await Assert.ThrowsAsync<DfsException>(() => Scene.GetAsync(alice, "docs/gone"))).Fault);
        Assert.Equal(["a"], (await alice.ListAsync(StorePath.Parse("docs"), CancellationToken.None)).Entries.Select(entry => entry.Path.Name));
    }

    private static Task<DfsClient> ConnectAsync(Scene scene) => scene.ConnectAsync(scene.Reader);

    private static NodeView View(Exchange exchange) => exchange.Node.View();

    private static StateReply Remembered(Exchange exchange)
    {
        var path = exchange.Request<GetState>().Path.Value;
        var seen = exchange.Node.States.Where(state => state.Path == path && state.Reply.Entry is not null).Select(state => state.Reply).FirstOrDefault();
        return seen ?? new StateReply(Outcome.Ok, View(exchange), null, default, default, Stamp.None);
    }

    private static Lie TakesNothing<T>(MessageKind kind, Func<Exchange, T> reply) where T : IMessage<T> => new("takes nothing", kind, async exchange =>
    {
        await exchange.SayAsync(reply(exchange));
        return true;
    })
    { IsIdle = true };
}

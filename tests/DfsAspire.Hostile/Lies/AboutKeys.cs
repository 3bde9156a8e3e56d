using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies told while a user replaces its master key.</summary>
internal static class AboutKeys
{
    private static readonly byte[] Secret = Scene.Bytes(71, 3000);
    private static readonly byte[] Later = Scene.Bytes(72, 2000);

    private static long _told;

    /// <summary>All of them. A rotation waits for all four nodes, so any of these may hold it up.</summary>
    public static IEnumerable<Lie> All() =>
    [
        Listed("there are no records", truth => truth with { Records = [], Last = default }),
        Listed("records that open with no key", truth => truth with { Records = [new(ContentId.New(), new byte[91])], Last = default }),
        Listed("records of other contents", truth => truth with { Records = [.. truth.Records.Select(record => record with { Content = ContentId.New() })], Last = default }),
        Listed("a list that does not get on", truth => truth with { Last = truth.Records.Count > 0 ? truth.Records[0].Content : new ContentId(new Guid(1, 0, 0, new byte[8])) }),
        Listed("it has not heard of the key", truth => truth with { MasterKey = 1 }),
        Listed("something was copied", truth => truth with { Taken = _told++ }),
        new Lie("they are replaced, and are not", MessageKind.PutKeyRecords, async exchange =>
        {
            await exchange.SayAsync(new PutKeyRecordsReply(Outcome.Ok));
            return true;
        })
        { IsIdle = true },
        .. Simple.About(MessageKind.GetKeyRecords),
        .. Simple.About(MessageKind.PutKeyRecords),
    ];

    /// <summary>Replaces the master key before a node that lies, then before one that does not: nothing is lost at any time, with every single node away.</summary>
    public static async Task RotateAsync(Scene scene, Lie lie, int number)
    {
        var liar = scene.Liar(number);
        await using var other = await scene.ConnectAsync();
        await using var alice = await scene.ConnectAsync();
        await Scene.PutAsync(alice, "docs/a", Secret);
        liar.Lie = lie;
        await alice.RotateKeyAsync(null, CancellationToken.None);
        Assert.True(liar.Told > 0, $"there was no occasion for '{lie}'");
        await Scene.PutAsync(other, "docs/b", Later);
        await AllIsThereAsync(scene);
        liar.Lie = null;
        Assert.True((await alice.RotateKeyAsync(null, CancellationToken.None)).IsDone);
        await AllIsThereAsync(scene);
        scene.Cluster.Node(number).Crash();
        await AllIsThereAsync(scene);
        Assert.Equal(Secret, (await Scene.GetAsync(other, "docs/a")).Bytes);
    }

    private static async Task AllIsThereAsync(Scene scene)
    {
        await using var alice = await scene.ConnectAsync();
        Assert.Equal(Secret, (await Scene.GetAsync(alice, "docs/a")).Bytes);
        Assert.Equal(Later, (await Scene.GetAsync(alice, "docs/b")).Bytes);
    }

    private static Lie Listed(string name, Func<KeyRecordsReply, KeyRecordsReply> lie) => new(name, MessageKind.GetKeyRecords, async exchange =>
    {
        await exchange.SayAsync(lie(exchange.Truth<KeyRecordsReply>()));
        return true;
    });
}

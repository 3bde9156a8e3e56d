using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies about earlier versions, told to somebody who looks for one and brings it back.</summary>
internal static class AboutVersions
{
    private static readonly byte[] First = Scene.Bytes(71, 300_000), Second = Scene.Bytes(72, 2000);

    /// <summary>All of them.</summary>
    public static IEnumerable<Lie> All() =>
    [
        Listed("nothing is kept", truth => truth with { Items = [] }),
        Listed("each version twice", truth => truth with { Items = [.. truth.Items.SelectMany(item => new[] { item, item })] }, isKnown: true),
        Listed("a version without a signature", truth => Changed(truth, item => item with { Entry = Forged.Unsigned(item.Entry) }), isKnown: true),
        Listed("a version signed with its own key", truth => Changed(truth, item => item with { Entry = Forged.WithOwnKey(item.Entry) }), isKnown: true),
        Listed("a version with other fields under a true signature", truth => Changed(truth, item => item with { Entry = Forged.Changed(item.Entry) }), isKnown: true),
        Listed("a version of another path", (exchange, truth) => truth with
        {
            Items = [.. truth.Items, new VersionItem(Forged.File(exchange.User, "elsewhere/zzz", World.Epoch), HeldParts.All, 1, 2)],
        }, isKnown: true),
        Listed("versions that have others behind them for ever", truth => truth with { HasMore = true }, isKnown: true),
        Listed("an empty page that has another behind it", truth => truth with { Items = [], HasMore = true }, isKnown: true),
        Listed("every part is here", truth => Changed(truth, item => item with { Held = HeldParts.All })),
        Listed("no part is here", truth => Changed(truth, item => item with { Held = default })),
        Listed("they are kept for ever", truth => Changed(truth, item => item with { ReplacedAt = long.MaxValue, KeptUntil = long.MaxValue })),
        Listed("they were replaced long ago", truth => Changed(truth, item => item with { ReplacedAt = 1, KeptUntil = 1 })),
        Content("all parts are here", truth => truth with { Held = HeldParts.All }),
        Content("no part is here", truth => truth with { Held = default }),
        Content("nothing is known of it", truth => truth with { Held = default, KeyRecord = default }),
        Content("a key record of noise", truth => truth with { KeyRecord = Scene.Bytes(9, 90) }),
        Content("the longest key record there may be", truth => truth with { KeyRecord = Scene.Bytes(9, 4096) }),
        .. Views.All.Where(view => !view.Name.StartsWith("a ticket", StringComparison.Ordinal))
            .Select(view => Listed(view.Name, (exchange, truth) => truth with { View = view.Change(exchange.Node, truth.View) }, view.IsKnown)),
        .. Views.All.Select(view => Content(view.Name, (exchange, truth) => truth with { View = view.Change(exchange.Node, truth.View) }, view.IsKnown)),
        .. Simple.About(MessageKind.ListVersions),
        .. Simple.About(MessageKind.GetContent),
    ];

    /// <summary>Looks for an earlier version and brings it back.</summary>
    public static async Task RestoreAsync(Scene scene, Lie lie, int number)
    {
        await using var alice = await scene.ConnectAsync();
        await Scene.PutAsync(alice, "docs/a", First);
        await Scene.PutAsync(alice, "docs/a", Second);
        var liar = scene.Liar(number);
        liar.Lie = lie;

        var path = StorePath.Parse("docs/a");
        var listing = await alice.ListVersionsAsync(path, CancellationToken.None);
        Assert.Equal([Second.Length, First.Length], listing.Versions.Select(version => (int)version.Length));
        using var bytes = new MemoryStream();
        await alice.GetAsync(listing.Versions[1], bytes, null, CancellationToken.None);
        Assert.Equal(First, bytes.ToArray());
        var receipt = await alice.RestoreAsync(listing.Versions[1], null, overwrite: true, CancellationToken.None);

        Assert.True(liar.Told > 0, $"there was no occasion for '{lie}'");
        var blamed = listing.Faults.Concat(receipt.Faults).Select(fault => fault.Node).Distinct().ToList();
        if (lie.IsKnown)
            Assert.True(blamed.Count > 0, $"nobody was blamed for '{lie}'");
        Assert.All(blamed, node => Assert.Equal($"node{number}", node));
        liar.Lie = null;
        Assert.Equal(First, (await Scene.GetAsync(alice, "docs/a")).Bytes);
    }

    private static VersionsReply Changed(VersionsReply truth, Func<VersionItem, VersionItem> change) => truth with { Items = [.. truth.Items.Select(change)] };

    private static Lie Listed(string name, Func<VersionsReply, VersionsReply> reply, bool isKnown = false) => Listed(name, (_, truth) => reply(truth), isKnown);

    private static Lie Listed(string name, Func<Exchange, VersionsReply, VersionsReply> reply, bool isKnown = false) => new(name, MessageKind.ListVersions, async exchange =>
    {
        if (exchange.IsRefused || exchange.Truth<VersionsReply>() is not { } truth || (truth.Items.Count == 0 && exchange.Request<ListVersions>().AfterName.Length == 0))
            return false;
        await exchange.SayAsync(reply(exchange, truth));
        return true;
    })
    { IsKnown = isKnown };

    private static Lie Content(string name, Func<ContentReply, ContentReply> reply) => Content(name, (_, truth) => reply(truth));

    private static Lie Content(string name, Func<Exchange, ContentReply, ContentReply> reply, bool isKnown = false) => new(name, MessageKind.GetContent, async exchange =>
    {
        if (exchange.IsRefused)
            return false;
        await exchange.SayAsync(reply(exchange, exchange.Truth<ContentReply>()));
        return true;
    })
    { IsKnown = isKnown };
}

using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies about parts that a reader has to confirm.</summary>
internal static class AboutConfirming
{
    private static readonly byte[] Bytes = Scene.Bytes(61, 700_000);

    private static readonly Lie Unconfirmed = new("the part is to be confirmed", MessageKind.FetchPart, async exchange =>
    {
        if (exchange.IsRefused || !exchange.Truth<FetchReply>().Outcome.IsOk)
            return false;
        await exchange.SayWithContentsAsync(exchange.Truth<FetchReply>() with { Unconfirmed = long.MaxValue });
        return true;
    });

    /// <summary>All of them. Nobody is blamed: the reader has its bytes by then.</summary>
    public static IEnumerable<Lie> All() =>
    [
        new Lie("it is not noted", MessageKind.ConfirmParts, async exchange =>
        {
            await exchange.SayAsync(new ConfirmReply(new Outcome(Status.PartDamaged, "damaged")));
            return true;
        }),
        .. Simple.About(MessageKind.ConfirmParts),
    ];

    /// <summary>Reads and verifies a file of which the liar has parts that it wants confirmed.</summary>
    public static async Task ReadAsync(Scene scene, Lie lie, int number)
    {
        await using var alice = await scene.ConnectAsync();
        await Scene.PutAsync(alice, "docs/a", Bytes);
        var isTold = false;
        scene.Liar(number).Lies.AddRange(
        [
            Unconfirmed,
            lie with
            {
                TellAsync = exchange =>
                {
                    isTold = true;
                    return lie.TellAsync(exchange);
                },
            },
        ]);
        var began = scene.World.Now;
        var (bytes, receipt) = await Scene.GetAsync(alice, "docs/a");
        Assert.Equal(Bytes, bytes);
        Assert.Empty(receipt.Faults);
        // Whoever has its bytes does not wait for what becomes of a confirmation.
        Assert.True(scene.World.Now - began < TimeSpan.FromSeconds(5), $"it took {scene.World.Now - began}");
        Assert.Empty((await alice.VerifyAsync([Protocol.Names.StorePath.Root], null, CancellationToken.None)).Faults);
        Assert.True(isTold, $"there was no occasion for '{lie}'");
        Assert.Equal(Bytes, (await Scene.GetAsync(alice, "docs/a")).Bytes);
    }
}

using System.IO.Hashing;
using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies about the bytes of parts.</summary>
internal static class AboutParts
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Lie> All() =>
    [
        Bytes("one bit is turned over", (_, bytes) => Flip(bytes, bytes.Length / 2)),
        Bytes("the first bit is turned over", (_, bytes) => Flip(bytes, 0)),
        Bytes("the last bit is turned over", (_, bytes) => Flip(bytes, bytes.Length - 1)),
        Bytes("noise", (_, bytes) => Scene.Bytes(11, bytes.Length)),
        Bytes("two segments are swapped", (_, bytes) => SwapSegments(bytes)),
        Bytes("the bytes of another part", (exchange, bytes) =>
            Find(exchange, bytes.Length, (request, key) => key.Content == request.Content && key.Part != request.Part)),
        Bytes("the bytes of another content", (exchange, bytes) =>
            Find(exchange, bytes.Length, (request, key) => key.Content != request.Content && key.Part == request.Part)),
        Of("a wrong checksum behind the right bytes", async (exchange, truth) =>
        {
            await exchange.SayAsync(truth);
            await exchange.SayBareContentsAsync(exchange.Contents, truth.Run);
            await exchange.SayAsync(new ContentsEnd(XxHash128.HashToUInt128(exchange.Contents) + 1));
        }, isKnown: false),
        Of("wrong bytes before the right checksum", async (exchange, truth) =>
        {
            await exchange.SayAsync(truth);
            await exchange.SayBareContentsAsync(Flip(exchange.Contents, 5), truth.Run);
            await exchange.SayAsync(new ContentsEnd(XxHash128.HashToUInt128(exchange.Contents)));
        }),
        Of("it does not have the part", (exchange, _) => exchange.SayAsync(new FetchReply(new Outcome(Status.PartMissing, "not here"), 0, "", 0))),
        Of("the part is damaged", (exchange, _) => exchange.SayAsync(new FetchReply(new Outcome(Status.PartDamaged, "damaged"), 0, "", 0))),
        Of("the part is longer", (exchange, truth) => exchange.SayWithContentsAsync(truth with { Size = truth.Size + 1 })),
        Of("the part is shorter", (exchange, truth) => exchange.SayWithContentsAsync(truth with { Size = truth.Size - 1 })),
        Of("more bytes follow", (exchange, truth) => exchange.SayWithContentsAsync(truth with { Run = truth.Run + 1 })),
        Of("the part has no end", (exchange, truth) => exchange.SayWithContentsAsync(truth with { Size = long.MaxValue, Run = long.MaxValue })),
        Of("the part is empty", (exchange, _) => exchange.SayAsync(new FetchReply(Outcome.Ok, 0, "", 0))),
        Of("cut short, then silence", async (exchange, truth) =>
        {
            await exchange.SayAsync(truth);
            await exchange.SayBareContentsAsync(exchange.Contents.AsMemory(0, Math.Max(0, exchange.Contents.Length - 1025)), truth.Run);
            await Exchange.FallSilentAsync();
        }),
        Of("cut short, then the end", async (exchange, truth) =>
        {
            await exchange.SayAsync(truth);
            await exchange.SayBareContentsAsync(exchange.Contents.AsMemory(0, exchange.Contents.Length / 2 / 1024 * 1024), truth.Run);
            throw new IOException("the liar hangs up");
        }),
        Of("bytes without end behind the part", async (exchange, truth) =>
        {
            await exchange.SayAsync(truth);
            await exchange.SayBareContentsAsync(exchange.Contents, truth.Run);
            while (true)
                await exchange.SayRawAsync((byte[])[0xc5, 4, 0, .. new byte[1024]]);
        }, isKnown: false),
        Of("one byte each nine seconds", async (exchange, truth) =>
        {
            await exchange.SayAsync(truth);
            await exchange.SayRawAsync((byte[])[0xc5, 4, 0]);
            foreach (var one in new byte[1024])
            {
                await exchange.SayRawAsync((byte[])[one]);
                await exchange.World.DelayAsync(TimeSpan.FromSeconds(9));
            }
        }),
        Of("chunks of another size", async (exchange, truth) =>
        {
            await exchange.SayAsync(truth);
            await exchange.SayRawAsync((byte[])[0xc4, 1, 0, 0xc4, 1, 0]);
        }),
        Of("signs of life in place of the contents", async (exchange, truth) =>
        {
            await exchange.SayAsync(truth);
            while (true)
            {
                await exchange.SayAsync(new SignOfLife());
                await exchange.World.DelayAsync(TimeSpan.FromSeconds(1));
            }
        }),
        Check("the part is sound", new CheckReply(Outcome.Ok, 1), isKnown: false),
        Check("the part is damaged", new CheckReply(new Outcome(Status.PartDamaged, "damaged"), 1), isKnown: true),
        Check("the part is not here", new CheckReply(new Outcome(Status.PartMissing, "gone"), long.MaxValue), isKnown: true),
    ];

    private static Lie Check(string name, CheckReply reply, bool isKnown) => new(name, MessageKind.CheckPart, async exchange =>
    {
        await exchange.SayAsync(reply);
        return true;
    })
    { IsKnown = isKnown };

    private static Lie Bytes(string name, Func<Exchange, byte[], byte[]?> change) => new(name, MessageKind.FetchPart, async exchange =>
    {
        if (exchange.IsRefused || !exchange.Truth<FetchReply>().Outcome.IsOk || change(exchange, exchange.Contents) is not { } bytes)
            return false;
        await exchange.SayAsync(exchange.Truth<FetchReply>());
        await exchange.SayContentsAsync(bytes);
        return true;
    })
    { IsKnown = true };

    private static Lie Of(string name, Func<Exchange, FetchReply, Task> say, bool isKnown = true) => new(name, MessageKind.FetchPart, async exchange =>
    {
        if (exchange.IsRefused || !exchange.Truth<FetchReply>().Outcome.IsOk)
            return false;
        await say(exchange, exchange.Truth<FetchReply>());
        return true;
    })
    { IsKnown = isKnown };

    private static byte[] Flip(byte[] bytes, int at)
    {
        byte[] flipped = [.. bytes];
        flipped[at] ^= 1;
        return flipped;
    }

    private static byte[]? SwapSegments(byte[] bytes)
    {
        const int segment = (64 * 1024) + 16;
        return bytes.Length < 2 * segment ? null : [.. bytes[segment..(2 * segment)], .. bytes[..segment], .. bytes[(2 * segment)..]];
    }

    private static byte[]? Find(Exchange exchange, int length, Func<FetchPart, (Protocol.Entries.ContentId Content, int Part), bool> fits)
    {
        var request = exchange.Request<FetchPart>();
        return exchange.Node.Parts.Where(part => part.Value.Length == length && fits(request, part.Key)).Select(part => part.Value).FirstOrDefault();
    }
}

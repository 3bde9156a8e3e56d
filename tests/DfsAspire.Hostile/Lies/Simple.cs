using System.Buffers;
using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies that can be told to any request: they do not ask what it was about.</summary>
internal static class Simple
{
    /// <summary>Commits of users are refused, after they were taken.</summary>
    public static Lie RefusedCommit { get; } = new("refused", MessageKind.Commit, async exchange =>
    {
        await exchange.SayAsync(new Refusal(new Outcome(Status.InternalError, "no")));
        return true;
    })
    { IsIdle = true };

    /// <summary>All of them, told to one kind of request.</summary>
    public static IReadOnlyList<Lie> About(MessageKind kind) =>
    [
        Of("never answers", kind, _ => Exchange.FallSilentAsync()),
        Of("one byte each nine seconds", kind, DripAsync),
        Of("says for ever that it is at work", kind, WorkForEverAsync),
        Of("a message without end", kind, EndlessMessageAsync),
        Of("an array that announces more than a message may have", kind, exchange => exchange.SayRawAsync(Huge(kind))),
        Of("a kind that does not exist", kind, exchange => exchange.SayRawAsync((byte[])[0x92, 0xcc, 250, 0xc0])),
        Of("the reply to another question", kind, exchange =>
            kind == MessageKind.CheckPart ? exchange.SayAsync(new DiscardReply(Outcome.Ok)) : exchange.SayAsync(new CheckReply(Outcome.Ok, 1))),
        Of("a reply without fields", kind, exchange => exchange.SayRawAsync((byte[])[0x91, 0xcc, (byte)(kind + 128)])),
        Of("no message at all", kind, exchange => exchange.SayRawAsync(Enumerable.Repeat((byte)0xc1, 100).ToArray())),
        Of("half a reply, then the end", kind, HalfAsync),
        Of("refused with words that mean something to a terminal", kind, exchange =>
            exchange.SayAsync(new Refusal(new Outcome(Status.InternalError, "\u001b[2Jyou are hacked\u202e")))),
        Of("refused with a status that does not exist", kind, exchange => exchange.SayAsync(new Refusal(new Outcome((Status)60_000, null)))),
        Of("the reply three times", kind, RepeatAsync, isKnown: false),
    ];

    private static Lie Of(string name, MessageKind kind, Func<Exchange, Task> say, bool isKnown = true) => new(name, kind, async exchange =>
    {
        await say(exchange);
        return true;
    })
    {
        // Nobody waits for what becomes of a discarded upload, and a repair is waited for as long as its node likes.
        IsKnown = isKnown && kind is not (MessageKind.Discard or MessageKind.GetAccount),
    };

    private static async Task DripAsync(Exchange exchange)
    {
        foreach (var one in exchange.TrueBytes)
        {
            await exchange.SayRawAsync((byte[])[one]);
            await exchange.World.DelayAsync(TimeSpan.FromSeconds(9));
        }
    }

    private static async Task WorkForEverAsync(Exchange exchange)
    {
        while (true)
        {
            await exchange.SayAsync(new SignOfLife());
            await exchange.World.DelayAsync(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task EndlessMessageAsync(Exchange exchange)
    {
        await exchange.SayRawAsync((byte[])[0x93, 0xcc, (byte)(exchange.Kind + 128), 0xdb, 0xff, 0xff, 0xff, 0xff]);
        while (true)
            await exchange.SayRawAsync(new byte[1000]);
    }

    private static async Task HalfAsync(Exchange exchange)
    {
        await exchange.SayRawAsync(exchange.TrueBytes.AsMemory(0, exchange.TrueBytes.Length / 2));
        throw new IOException("the liar hangs up");
    }

    private static async Task RepeatAsync(Exchange exchange)
    {
        await exchange.PassAsync();
        await exchange.PassAsync();
        await exchange.PassAsync();
    }

    private static byte[] Huge(MessageKind kind)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write((byte[])[0xdd, 0x7f, 0xff, 0xff, 0xff, 0xcc, (byte)(kind + 128)]);
        bytes.Write(new byte[70_000]);
        return bytes.WrittenSpan.ToArray();
    }
}

using System.Buffers;
using System.IO.Hashing;
using System.IO.Pipelines;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Hostile.Lying;

/// <summary>One request of a client, what the real node replied, and what the client is told instead.</summary>
internal sealed class Exchange(LyingNode node, string user, MessageKind kind, byte[] request, byte[] reply, byte[] contents, PipeWriter line,
    WireWriter client, World world)
{
    /// <summary>What the request asks.</summary>
    public MessageKind Kind => kind;

    /// <summary>Who is logged in.</summary>
    public string User => user;

    /// <summary>The liar, and what it remembers.</summary>
    public LyingNode Node => node;

    /// <summary>Virtual time.</summary>
    public World World => world;

    /// <summary>What the node sent behind its reply.</summary>
    public byte[] Contents => contents;

    /// <summary>True when the node refused with another message than the request's own reply.</summary>
    public bool IsRefused => MessageCodec.KindOf(reply) == MessageKind.Refusal;

    /// <summary>The request.</summary>
    public T Request<T>() where T : IMessage<T> => MessageCodec.Read<T>(request);

    /// <summary>The true reply.</summary>
    public T Truth<T>() where T : IMessage<T> => MessageCodec.Read<T>(reply);

    /// <summary>The true reply's bytes.</summary>
    public byte[] TrueBytes => reply;

    /// <summary>Tells a lie; false when there is no occasion for it.</summary>
    public async Task<bool> TellAsync(Lie lie)
    {
        // Counted before its end, which some lies do not have.
        node.Told++;
        if (await lie.TellAsync(this))
            return true;
        node.Told--;
        return false;
    }

    /// <summary>Tells the truth.</summary>
    public async Task PassAsync()
    {
        await SayRawAsync(reply);
        if (HasContents)
            await SayContentsAsync(contents);
    }

    /// <summary>Says something of the right form.</summary>
    public async Task SayAsync<T>(T message) where T : IMessage<T> => await client.SendAsync(message, CancellationToken.None);

    /// <summary>Says any bytes.</summary>
    public async Task SayRawAsync(ReadOnlyMemory<byte> bytes)
    {
        line.Write(bytes.Span);
        await client.FlushAsync(CancellationToken.None);
    }

    /// <summary>Says a reply and whatever truly comes behind it.</summary>
    public async Task SayWithContentsAsync<T>(T message) where T : IMessage<T>
    {
        await SayAsync(message);
        if (HasContents)
            await SayContentsAsync(contents);
    }

    /// <summary>Says contents with their own checksum behind them.</summary>
    public async Task SayContentsAsync(ReadOnlyMemory<byte> bytes)
    {
        await SayBareContentsAsync(bytes, bytes.Length);
        await SayAsync(new ContentsEnd(XxHash128.HashToUInt128(bytes.Span)));
    }

    /// <summary>Says contents and nothing behind them.</summary>
    public async Task SayBareContentsAsync(ReadOnlyMemory<byte> bytes, long announced)
    {
        client.BeginContents(announced);
        await client.WriteContentsAsync(bytes.Span, CancellationToken.None);
        await client.FlushAsync(CancellationToken.None);
    }

    /// <summary>Says contents so much at a time, and waits before each.</summary>
    public async Task TrickleAsync(byte[] bytes, int piece, TimeSpan pause)
    {
        client.BeginContents(bytes.Length);
        for (var at = 0; at < bytes.Length; at += piece)
        {
            await world.DelayAsync(pause);
            await client.WriteContentsAsync(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)), CancellationToken.None);
            await client.FlushAsync(CancellationToken.None);
        }

        await SayAsync(new ContentsEnd(XxHash128.HashToUInt128(bytes)));
    }

    /// <summary>Never says anything again.</summary>
    public static Task FallSilentAsync() => new TaskCompletionSource().Task;

    private bool HasContents => kind == MessageKind.FetchPart && !IsRefused && Truth<FetchReply>().Outcome.IsOk;
}

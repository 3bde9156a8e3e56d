using System.Buffers;
using System.IO.Hashing;
using System.IO.Pipelines;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;

namespace DfsAspire.Fuzz.Targets;

/// <summary>A connection's bytes through a pipe, once whole and once in pieces: messages, contents where one announces them, and how it ends.</summary>
internal static class WireTarget
{
    private static readonly PipeOptions Inline = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false);

    public static FuzzTarget Target { get; } = new("wire", Run) { Seeds = Seeds, Words = MessagePackWords.All, MaxBytes = 16 * 1024 };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        var whole = Transcript([bytes]);
        var cut = Transcript(Pieces.Cut(bytes, (int)XxHash32.HashToUInt32(bytes)));
        Promise.That(whole.Hash == cut.Hash && whole.End == cut.End, "What comes over a connection does not depend on how its bytes come.");
    }

    private static (UInt128 Hash, Type? End) Transcript(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var pipe = new Pipe(Inline);
        using var reader = new WireReader(pipe.Reader, StoppedTime.Instance);
        var reading = ReadAsync(reader);
        foreach (var piece in pieces)
            Promise.That(pipe.Writer.WriteAsync(piece).AsTask().IsCompletedSuccessfully, "Nobody waits for a reader.");
        pipe.Writer.Complete();
        Promise.That(reading.IsCompleted, "A reader ends when its connection does.");
        var transcript = reading.GetAwaiter().GetResult();
        pipe.Reader.Complete();
        return transcript;
    }

    private static async Task<(UInt128 Hash, Type? End)> ReadAsync(WireReader reader)
    {
        var hash = new XxHash128();
        var buffer = new byte[700];
        try
        {
            while (await reader.ReadMessageAsync(CancellationToken.None) is { } message)
            {
                hash.Append(message.Span);
                reader.BeginContents(ContentsAfter(message));
                // Counted when they are whole: what came before a fault may have been handed out or not.
                var contents = new XxHash128();
                while (reader.ContentsRemaining > 0)
                    contents.Append(buffer.AsSpan(0, await reader.ReadContentsAsync(buffer, CancellationToken.None)));
                hash.Append(contents.GetCurrentHash());
            }

            return (hash.GetCurrentHashAsUInt128(), null);
        }
        catch (Exception end) when (end is MalformedMessageException or ConnectionLostException)
        {
            return (hash.GetCurrentHashAsUInt128(), end.GetType());
        }
    }

    private static long ContentsAfter(ReadOnlyMemory<byte> message) => MessageCodec.KindOf(message) switch
    {
        MessageKind.StagePart => MessageCodec.Read<StagePart>(message).ContentsLength,
        MessageKind.FetchReply => MessageCodec.Read<FetchReply>(message) is { Outcome.IsOk: true } fetched ? fetched.Run : 0,
        _ => 0,
    };

    private static IEnumerable<byte[]> Seeds()
    {
        yield return [.. RequestsTarget.Forms.Samples.Where(static sample => sample[1] != (byte)MessageKind.StagePart).SelectMany(static sample => sample)];
        var output = new ArrayBufferWriter<byte>();
        MessageCodec.Write(output, new Hello(Hello.ProtocolMagic, 1, null));
        MessageCodec.Write(output, new StagePart(Samples.Header, Samples.Content, Samples.Path, 1, false, 1200));
        new ChunkWriter(1200).Write(output, new byte[1200]);
        MessageCodec.Write(output, new ContentsEnd(5));
        MessageCodec.Write(output, new FetchReply(Outcome.Ok, 100, "a", 40));
        new ChunkWriter(40).Write(output, new byte[40]);
        MessageCodec.Write(output, new ContentsEnd(6));
        yield return output.WrittenSpan.ToArray();
    }

    /// <summary>Time in which no timer rings.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        public static StoppedTime Instance { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Silent();

        private sealed class Silent : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}

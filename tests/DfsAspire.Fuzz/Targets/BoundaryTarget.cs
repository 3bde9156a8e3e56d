using System.Buffers;
using System.IO.Hashing;
using DfsAspire.Protocol.Framing;
using MessagePack;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Where a message ends: the same however the bytes are cut, never too early, and where MessagePack's own reader says.</summary>
internal static class BoundaryTarget
{
    // That reader calls itself for every nesting.
    private const int MostForMessagePack = 512;

    private const int Refused = -1;

    public static FuzzTarget Target { get; } = new("boundary", Run)
    {
        Seeds = static () => RequestsTarget.Forms.Samples.Concat(RepliesTarget.Forms.Samples).Concat(PeerMessagesTarget.Forms.Samples),
        Words = MessagePackWords.All,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        var seed = (int)XxHash32.HashToUInt32(bytes);
        var whole = Find(new ReadOnlySequence<byte>(bytes));
        Promise.That(Find(Pieces.Sequence(bytes, seed)) == whole, "Where a message ends does not depend on how its bytes come.");
        Promise.That(FindGrowing(bytes, seed) == whole, "Where a message ends does not depend on when its bytes come.");
        if (whole <= 0)
            return;
        var less = new Random(seed).Next(whole);
        Promise.That(Find(new ReadOnlySequence<byte>(bytes, 0, less)) == 0, "The beginning of a message is no message and no fault.");
        if (whole <= MostForMessagePack)
            Promise.That(LengthByMessagePack(bytes) == whole, "A message ends where MessagePack says.");
    }

    // 0 for not yet there.
    private static int Find(in ReadOnlySequence<byte> bytes)
    {
        try
        {
            return MessageBoundary.TryFind(bytes, out var length) ? length : 0;
        }
        catch (MalformedMessageException)
        {
            return Refused;
        }
    }

    private static int FindGrowing(byte[] bytes, int seed)
    {
        try
        {
            var boundary = new MessageBoundary();
            var there = 0;
            foreach (var piece in Pieces.Cut(bytes, seed))
                if (boundary.TryFindIn(new ReadOnlySequence<byte>(bytes, 0, there += piece.Length), out var length))
                    return length;
            return 0;
        }
        catch (MalformedMessageException)
        {
            return Refused;
        }
    }

    private static long LengthByMessagePack(byte[] bytes)
    {
        var reader = new MessagePackReader(bytes);
        reader.Skip();
        return reader.Consumed;
    }
}

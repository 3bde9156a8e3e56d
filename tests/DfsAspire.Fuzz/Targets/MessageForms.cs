using System.Buffers;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Messages of some kinds, and what must hold when bytes are read as one of them.</summary>
internal sealed class MessageForms
{
    private readonly Dictionary<MessageKind, Action<ReadOnlyMemory<byte>>> _kinds = [];
    private readonly List<byte[]> _samples = [];

    /// <summary>The kinds that are here.</summary>
    public IEnumerable<MessageKind> Kinds => _kinds.Keys;

    /// <summary>A good message of each kind.</summary>
    public IEnumerable<byte[]> Samples => _samples;

    /// <summary>Adds the kind of a message.</summary>
    public MessageForms With<T>(T sample) where T : IMessage<T>
    {
        _kinds[T.Kind] = ReadTwice<T>;
        _samples.Add(Written(sample));
        return this;
    }

    /// <summary>Reads bytes as the message that they say they are.</summary>
    public void Run(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        try
        {
            if (MessageBoundary.TryFind(new ReadOnlySequence<byte>(bytes), out var length)
                && _kinds.TryGetValue(MessageCodec.KindOf(bytes.AsMemory(0, length)), out var read))
            {
                read(bytes.AsMemory(0, length));
            }
        }
        catch (MalformedMessageException)
        {
            // The one way to refuse.
        }
    }

    // Fields of a newer version are skipped, so what is written differs from what was read; from then on nothing may.
    private static void ReadTwice<T>(ReadOnlyMemory<byte> bytes) where T : IMessage<T>
    {
        var once = Written(MessageCodec.Read<T>(bytes));
        try
        {
            Promise.That(MessageBoundary.TryFind(new ReadOnlySequence<byte>(once), out var length) && length == once.Length, "What was written is one message.");
            Promise.That(Written(MessageCodec.Read<T>(once)).AsSpan().SequenceEqual(once), "A message comes back as it was written.");
        }
        catch (MalformedMessageException refused)
        {
            throw new BrokenPromiseException($"A message that was read, written again, is refused: {refused.Message}");
        }
    }

    private static byte[] Written<T>(T message) where T : IMessage<T>
    {
        var output = new ArrayBufferWriter<byte>(256);
        MessageCodec.Write(output, message);
        return output.WrittenSpan.ToArray();
    }
}

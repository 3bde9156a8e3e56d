using System.Buffers;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Whole messages to bytes and back.</summary>
public static class MessageCodec
{
    /// <summary>Writes a message: <c>[kind, fields…]</c>.</summary>
    public static void Write<T>(IBufferWriter<byte> output, T message) where T : IMessage<T>
    {
        var writer = new FieldWriter(output);
        writer.Array(1 + message.FieldCount);
        writer.Int((int)T.Kind);
        message.Write(ref writer);
        writer.Flush();
    }

    /// <summary>The kind of a whole message.</summary>
    /// <exception cref="MalformedMessageException">The bytes do not begin like a message.</exception>
    public static MessageKind KindOf(ReadOnlyMemory<byte> encoded)
    {
        var reader = new FieldReader(encoded);
        reader.Array();
        return (MessageKind)reader.Int(0, byte.MaxValue);
    }

    /// <summary>Reads a message of a known kind.</summary>
    /// <exception cref="MalformedMessageException">The bytes are not such a message.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> encoded) where T : IMessage<T>
    {
        var reader = new FieldReader(encoded);
        reader.Array();
        var kind = (MessageKind)reader.Int(0, byte.MaxValue);
        return kind == T.Kind
            ? T.Read(ref reader)
            : throw new MalformedMessageException($"A message is {kind}, where {T.Kind} was expected.");
    }
}

using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// One kind of message: an array of its kind and its fields. Fields are only ever added at the end; a reader skips those it
/// does not know.
/// </summary>
/// <typeparam name="TSelf">The message itself.</typeparam>
public interface IMessage<TSelf> where TSelf : IMessage<TSelf>
{
    /// <summary>The number on the wire.</summary>
    static abstract MessageKind Kind { get; }

    /// <summary>How many fields <see cref="Write"/> writes, the kind not counted.</summary>
    int FieldCount { get; }

    /// <summary>Writes the fields.</summary>
    void Write(ref FieldWriter writer);

    /// <summary>Reads the fields.</summary>
    /// <exception cref="MalformedMessageException">They are not what they must be.</exception>
    static abstract TSelf Read(ref FieldReader reader);
}

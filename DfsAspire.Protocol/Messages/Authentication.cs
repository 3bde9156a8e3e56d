using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>The client's first SCRAM-SHA-256 message (RFC 5802), and with which secret: <c>[2, client-first, kind]</c>.</summary>
public sealed record Authenticate(ReadOnlyMemory<byte> Scram, AccessKind With = AccessKind.Password) : IMessage<Authenticate>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Authenticate;

    /// <inheritdoc/>
    public int FieldCount => 2;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        writer.Bytes(Scram.Span);
        writer.Int((int)With);
    }

    /// <inheritdoc/>
    public static Authenticate Read(ref FieldReader reader) => new(
        reader.NeedBytes(WireLimits.ScramBytes), reader.AtEnd ? AccessKind.Password : (AccessKind)reader.Int(0, (int)AccessKind.Node));
}

/// <summary>Answers <see cref="Authenticate"/>: <c>[130, status, text, server-first]</c>.</summary>
public sealed record AuthenticateReply(Outcome Outcome, ReadOnlyMemory<byte> Scram) : IMessage<AuthenticateReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.AuthenticateReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Bytes(Scram.Span);
    }

    /// <inheritdoc/>
    public static AuthenticateReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader), reader.NeedBytes(WireLimits.ScramBytes));
}

/// <summary>The client's final SCRAM-SHA-256 message: <c>[3, client-final]</c>.</summary>
public sealed record Prove(ReadOnlyMemory<byte> Scram) : IMessage<Prove>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Prove;

    /// <inheritdoc/>
    public int FieldCount => 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => writer.Bytes(Scram.Span);

    /// <inheritdoc/>
    public static Prove Read(ref FieldReader reader) => new(reader.NeedBytes(WireLimits.ScramBytes));
}

/// <summary>Answers <see cref="Prove"/>: <c>[131, status, text, server-final]</c>.</summary>
public sealed record ProveReply(Outcome Outcome, ReadOnlyMemory<byte> Scram) : IMessage<ProveReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ProveReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Bytes(Scram.Span);
    }

    /// <inheritdoc/>
    public static ProveReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader), reader.NeedBytes(WireLimits.ScramBytes));
}

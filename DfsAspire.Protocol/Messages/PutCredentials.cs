using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Keeps credentials that their user signed: <c>[33, header×3, credentials, signature]</c>. For the user's own only.</summary>
public sealed record PutCredentials(RequestHeader Header, SignedCredentials Credentials) : IMessage<PutCredentials>, IRequest<PutCredentials>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.PutCredentials;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 2;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Credentials(Credentials);
    }

    /// <inheritdoc/>
    public static PutCredentials Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.NeedCredentials());

    /// <inheritdoc/>
    public PutCredentials WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="PutCredentials"/>: <c>[161, status, text]</c>; Superseded when newer ones are here.</summary>
public sealed record PutCredentialsReply(Outcome Outcome) : IMessage<PutCredentialsReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.PutCredentialsReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => Outcome.Write(ref writer);

    /// <inheritdoc/>
    public static PutCredentialsReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader));
}

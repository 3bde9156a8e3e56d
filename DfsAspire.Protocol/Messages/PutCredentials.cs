using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Keeps credentials that their user signed, when no others are here than those that they were made from, or older ones:
/// <c>[33, header×3, credentials, signature, base]</c>. For the user's own only. The base is null where a client of the first releases names none.
/// </summary>
public sealed record PutCredentials(RequestHeader Header, SignedCredentials Credentials, CredentialsBase? Base = null)
    : IMessage<PutCredentials>, IRequest<PutCredentials>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.PutCredentials;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 3;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Credentials(Credentials);
        if (Base is { } known)
            writer.Bytes(known.ToBytes());
        else
            writer.Nil();
    }

    /// <inheritdoc/>
    public static PutCredentials Read(ref FieldReader reader) => new(
        RequestHeader.Read(ref reader), reader.NeedCredentials(), reader.AtEnd ? null : CredentialsBase.Read(ref reader));

    /// <inheritdoc/>
    public PutCredentials WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="PutCredentials"/>: <c>[161, status, text]</c>; Superseded when others are here.</summary>
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

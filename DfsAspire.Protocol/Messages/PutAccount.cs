using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Keeps an account that the administrator signed, and with it the credentials of its user where the node has none or older ones:
/// <c>[30, header×3, account, signature, credentials | nil, signature | nil]</c>.
/// </summary>
public sealed record PutAccount(RequestHeader Header, SignedAccount Account, SignedCredentials? Credentials = null) : IMessage<PutAccount>, IRequest<PutAccount>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.PutAccount;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 4;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Account(Account);
        writer.Credentials(Credentials);
    }

    /// <inheritdoc/>
    public static PutAccount Read(ref FieldReader reader) => new(
        RequestHeader.Read(ref reader), reader.NeedAccount(), reader.Credentials());

    /// <inheritdoc/>
    public PutAccount WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="PutAccount"/>: <c>[158, status, text]</c>; Superseded when a higher epoch is here.</summary>
public sealed record PutAccountReply(Outcome Outcome) : IMessage<PutAccountReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.PutAccountReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => Outcome.Write(ref writer);

    /// <inheritdoc/>
    public static PutAccountReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader));
}

using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Asks for an account, one's own or, for the administrator, any: <c>[31, header×3, user]</c>.</summary>
public sealed record GetAccount(RequestHeader Header, string User) : IMessage<GetAccount>, IRequest<GetAccount>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.GetAccount;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Text(User);
    }

    /// <inheritdoc/>
    public static GetAccount Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.User());

    /// <inheritdoc/>
    public GetAccount WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>
/// Answers <see cref="GetAccount"/>: <c>[159, status, text, account | nil, signature | nil, credentials | nil, signature | nil]</c>.
/// </summary>
public sealed record AccountReply(Outcome Outcome, SignedAccount? Account, SignedCredentials? Credentials = null) : IMessage<AccountReply>
{
    /// <summary>What is kept of the account; null when nothing is.</summary>
    public AccountRecord? Record => Account is null ? null : new AccountRecord(Account, Credentials);

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.AccountReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 4;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Account(Account);
        writer.Credentials(Credentials);
    }

    /// <inheritdoc/>
    public static AccountReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader), reader.Account(), reader.Credentials());
}

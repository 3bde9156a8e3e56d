using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Asks for an account, one's own or, for the administrator, any: <c>[31, header×3, user, with_use]</c>.</summary>
/// <param name="Header">The header.</param>
/// <param name="User">Whose.</param>
/// <param name="WithUse">Whether also what its user keeps: that takes a look into the catalog, and is told to the user alone.</param>
public sealed record GetAccount(RequestHeader Header, string User, bool WithUse = false) : IMessage<GetAccount>, IRequest<GetAccount>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.GetAccount;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 2;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Text(User);
        writer.Bool(WithUse);
    }

    /// <inheritdoc/>
    public static GetAccount Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.User(), !reader.AtEnd && reader.Bool());

    /// <inheritdoc/>
    public GetAccount WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>
/// Answers <see cref="GetAccount"/>: <c>[159, status, text, account | nil, signature | nil, credentials | nil, signature | nil, knows_use, bytes, files]</c>.
/// </summary>
/// <param name="Outcome">How it went.</param>
/// <param name="Account">The account; null when there is none.</param>
/// <param name="Credentials">What its user logs in with; null when there is none.</param>
/// <param name="Use">What its user keeps on the node; null when that is not said.</param>
public sealed record AccountReply(Outcome Outcome, SignedAccount? Account, SignedCredentials? Credentials = null, AccountUse? Use = null) : IMessage<AccountReply>
{
    /// <summary>What is kept of the account; null when nothing is.</summary>
    public AccountRecord? Record => Account is null ? null : new AccountRecord(Account, Credentials);

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.AccountReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 7;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Account(Account);
        writer.Credentials(Credentials);
        writer.Bool(Use is not null);
        writer.Long(Use?.Bytes ?? 0);
        writer.Long(Use?.Files ?? 0);
    }

    /// <inheritdoc/>
    public static AccountReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader), reader.Account(), reader.Credentials(), ReadUse(ref reader));

    // Releases before this one say nothing of it.
    private static AccountUse? ReadUse(ref FieldReader reader)
    {
        if (reader.AtEnd)
            return null;
        var isKnown = reader.Bool();
        var use = new AccountUse(reader.Long(0, long.MaxValue), reader.Long(0, long.MaxValue));
        return isKnown ? use : null;
    }
}

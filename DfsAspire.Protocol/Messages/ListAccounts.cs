using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Asks for all accounts, page by page in order of the names: <c>[32, header×3, after]</c>. For the administrator only.</summary>
public sealed record ListAccounts(RequestHeader Header, string After) : IMessage<ListAccounts>, IRequest<ListAccounts>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ListAccounts;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Text(After);
    }

    /// <inheritdoc/>
    public static ListAccounts Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.NeedText(UserName.MaxLength));

    /// <inheritdoc/>
    public ListAccounts WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="ListAccounts"/>: <c>[160, status, text, more, count, (account, signature)*]</c>.</summary>
public sealed record AccountsReply(Outcome Outcome, bool HasMore, IReadOnlyList<SignedAccount> Accounts) : IMessage<AccountsReply>
{
    /// <summary>How many accounts one page carries at the most: their greatest size times this stays below a message.</summary>
    public const int PageAccounts = 7;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.AccountsReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 2 + 2 * Accounts.Count;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Bool(HasMore);
        writer.Int(Accounts.Count);
        foreach (var account in Accounts)
            writer.Account(account);
    }

    /// <inheritdoc/>
    public static AccountsReply Read(ref FieldReader reader)
    {
        var outcome = Outcome.Read(ref reader);
        var more = reader.Bool();
        var accounts = new SignedAccount[reader.Int(0, PageAccounts)];
        for (var i = 0; i < accounts.Length; i++)
            accounts[i] = reader.NeedAccount();
        return new AccountsReply(outcome, more, accounts);
    }
}

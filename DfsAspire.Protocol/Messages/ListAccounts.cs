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

/// <summary>What a node says of one account.</summary>
/// <param name="Record">What is kept of it.</param>
/// <param name="Use">What its user keeps on the node.</param>
public sealed record AccountReport(AccountRecord Record, AccountUse Use);

/// <summary>
/// Answers <see cref="ListAccounts"/>:
/// <c>[160, status, text, more, count, (account, signature)*, (credentials | nil, signature | nil)*, (bytes, files)*]</c>.
/// </summary>
public sealed record AccountsReply(Outcome Outcome, bool HasMore, IReadOnlyList<AccountReport> Accounts) : IMessage<AccountsReply>
{
    /// <summary>How many accounts one page carries at the most: their greatest size times this stays below a message.</summary>
    public const int PageAccounts = 5;

    // What releases without credentials put on a page.
    private const int MostAccounts = 7;
    private const int FieldsEach = 6;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.AccountsReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 2 + FieldsEach * Accounts.Count;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Bool(HasMore);
        writer.Int(Accounts.Count);
        foreach (var account in Accounts)
            writer.Account(account.Record.Account);
        foreach (var account in Accounts)
            writer.Credentials(account.Record.Credentials);
        foreach (var account in Accounts)
        {
            writer.Long(account.Use.Bytes);
            writer.Long(account.Use.Files);
        }
    }

    /// <inheritdoc/>
    public static AccountsReply Read(ref FieldReader reader)
    {
        var outcome = Outcome.Read(ref reader);
        var more = reader.Bool();
        var accounts = new SignedAccount[reader.Int(0, MostAccounts)];
        for (var i = 0; i < accounts.Length; i++)
            accounts[i] = reader.NeedAccount();
        var records = new AccountRecord[accounts.Length];
        for (var i = 0; i < accounts.Length; i++)
            records[i] = new AccountRecord(accounts[i], reader.Credentials());
        var reports = new AccountReport[accounts.Length];
        for (var i = 0; i < accounts.Length; i++)
            reports[i] = new AccountReport(records[i], reader.AtEnd ? default : new AccountUse(reader.Long(0, long.MaxValue), reader.Long(0, long.MaxValue)));
        return new AccountsReply(outcome, more, reports);
    }
}

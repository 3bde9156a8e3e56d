using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Node.Accounts;

/// <summary>Kinds of callers; a request names those that may ask it.</summary>
[Flags]
internal enum Callers
{
    None = 0,
    User = 1,
    Administrator = 2,
    Cluster = 4,
}

/// <summary>Who is logged in on a connection. The epoch is that of the account as it was then; the cluster itself has none.</summary>
internal sealed record Caller(string Name, Callers Kind, ulong Epoch)
{
    public static Caller Cluster { get; } = new(ReservedNames.Cluster, Callers.Cluster, 0);

    public static Caller Of(Account account) =>
        new(account.User, account.Role == AccountRole.Administrator ? Callers.Administrator : Callers.User, account.Epoch);
}

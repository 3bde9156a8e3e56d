using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Node.Accounts;

/// <summary>Kinds of callers; a request names those that may ask it.</summary>
[Flags]
internal enum Callers
{
    None = 0,
    User = 1,
    Administrator = 2,
    Cluster = 4,
    Node = 8,
}

/// <summary>Who is logged in on a connection, and what the log-in was checked against; nothing for the founding step and for nodes.</summary>
internal sealed record Caller(string Name, Callers Kind, AccessKind With, ScramVerifier? Verifier)
{
    /// <summary>Which node it is; 0 for all others.</summary>
    public int Node { get; private init; }

    public static Caller Cluster { get; } = new(ReservedNames.Cluster, Callers.Cluster, AccessKind.Password, null);

    public static Caller OfNode(int node) => new(ReservedNames.OfNode(node), Callers.Node, AccessKind.Node, null) { Node = node };

    public static Caller Of(Account account, AccessKind with, ScramVerifier verifier) =>
        new(account.User, account.Role == AccountRole.Administrator ? Callers.Administrator : Callers.User, with, verifier);
}

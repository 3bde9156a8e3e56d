using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Node.Accounts;

/// <summary>Finds what a log-in is checked against, for names that exist and for those that do not.</summary>
internal sealed class LogIns
{
    private readonly NodeOptions _options;
    private readonly Volume _volume;
    private readonly Lazy<Task<ScramCredentials>> _cluster;

    private readonly NodeLogIns _nodes;

    public LogIns(NodeOptions options, Volume volume, ClusterLogIn cluster, NodeLogIns nodes)
    {
        _nodes = nodes;
        _options = options;
        _volume = volume;
        _cluster = new(() => cluster.CredentialsAsync(options.Node));
    }

    /// <summary>True for those whose log-in rests on nothing that lies on the volume: nodes, and the founding step.</summary>
    public static bool NeedsNoVolume(string user, AccessKind with) =>
        with == AccessKind.Node || (with == AccessKind.Password && user == ReservedNames.Cluster);

    /// <summary>True when users can log in at all; before founding only nodes and the founding step can.</summary>
    public bool IsOpenTo(string user, AccessKind with) => NeedsNoVolume(user, with) || _volume.Store.Identity.IsFounded;

    /// <summary>What failures of this log-in count for: a user who bears the name of a node is somebody else.</summary>
    public static string PaceOf(string user, AccessKind with) =>
        with == AccessKind.Node && NodeLogIns.NumberIn(user) is { } node ? ReservedNames.OfNode(node) : user;

    public async ValueTask<LogIn> FindAsync(string user, AccessKind with, CancellationToken cancellationToken)
    {
        // Made for everyone, so that a name that exists takes no longer and no shorter than one that does not.
        var fake = FakeCredentials.For(user, with, _options.Node, _options.ClusterSecret.Span);
        if (user == ReservedNames.Cluster && with == AccessKind.Password)
            return new LogIn(await _cluster.Value.WaitAsync(cancellationToken), Caller.Cluster);
        if (with == AccessKind.Node)
            return FindNode(user) ?? new LogIn(fake, null);
        return FindOpen(user, with) is var (account, access)
            ? new LogIn(access.CredentialsOf(_options.Node), Caller.Of(account, with, access.Verifiers[_options.Node - 1]))
            : new LogIn(fake, null);
    }

    /// <summary>
    /// False once the account was disabled or removed, or what this caller logged in with does not count any more. A change of anything
    /// else, the quota say, ends no session.
    /// </summary>
    public bool IsCurrent(Caller caller) =>
        caller.Verifier is not { } verifier
        || (FindOpen(caller.Name, caller.With) is var (_, access)
            && access.Verifiers[_options.Node - 1].StoredKey.Span.SequenceEqual(verifier.StoredKey.Span));

    private LogIn? FindNode(string name) =>
        NodeLogIns.NumberIn(name) is { } node && node != _options.Node && _nodes.CredentialsOf(node) is { } credentials
            ? new LogIn(credentials, Caller.OfNode(node))
            : null;

    private (Account Account, Access Access)? FindOpen(string user, AccessKind with) =>
        _volume.Store.FindAccount(user) is { Account.Account: { IsEnabled: true } account } record && record.Find(with) is { } access
            ? (account, access)
            : null;
}

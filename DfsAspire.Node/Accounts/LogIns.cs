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

    public LogIns(NodeOptions options, Volume volume, ClusterLogIn cluster)
    {
        _options = options;
        _volume = volume;
        _cluster = new(() => cluster.CredentialsAsync(options.Node));
    }

    /// <summary>True when users can log in at all; before founding only the cluster can.</summary>
    public bool IsOpenTo(string user) => user == ReservedNames.Cluster || _volume.Store.Identity.IsFounded;

    public async ValueTask<LogIn> FindAsync(string user, AccessKind with, CancellationToken cancellationToken)
    {
        // Made for everyone, so that a name that exists takes no longer and no shorter than one that does not.
        var fake = FakeCredentials.For(user, with, _options.Node, _options.ClusterSecret.Span);
        if (user == ReservedNames.Cluster && with == AccessKind.Password)
            return new LogIn(await _cluster.Value.WaitAsync(cancellationToken), Caller.Cluster);
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

    private (Account Account, Access Access)? FindOpen(string user, AccessKind with) =>
        _volume.Store.FindAccount(user) is { Account.Account: { IsEnabled: true } account } record && record.Find(with) is { } access
            ? (account, access)
            : null;
}

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

    public async ValueTask<LogIn> FindAsync(string user, CancellationToken cancellationToken)
    {
        // Made for everyone, so that a name that exists takes no longer and no shorter than one that does not.
        var fake = FakeCredentials.For(user, _options.Node, _options.ClusterSecret.Span);
        if (user == ReservedNames.Cluster)
            return new LogIn(await _cluster.Value.WaitAsync(cancellationToken), Caller.Cluster);
        return _volume.Store.FindAccount(user) is { Account: { IsEnabled: true } account }
            ? new LogIn(new ScramCredentials(account.Verifiers[_options.Node - 1], account.Derivation), Caller.Of(account))
            : new LogIn(fake, null);
    }

    /// <summary>False once the account was disabled or its password changed after this caller logged in.</summary>
    public bool IsCurrent(Caller caller) =>
        caller.Kind == Callers.Cluster
        || (_volume.Store.FindAccount(caller.Name) is { Account: { IsEnabled: true } account } && account.Epoch == caller.Epoch);
}

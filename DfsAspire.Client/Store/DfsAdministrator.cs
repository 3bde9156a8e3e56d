using DfsAspire.Client.Accounts;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Store;

/// <summary>
/// The administrator's side of accounts: who may log in, and how much each may keep. It opens no file and changes no user's password. Every change
/// is done when three nodes have it, and reaches the fourth before it takes writes again.
/// </summary>
public sealed class DfsAdministrator : IAsyncDisposable
{
    private readonly StoreSession _session;
    private readonly AccountWriter _accounts;

    private DfsAdministrator(StoreSession session) => (_session, _accounts) = (session, new AccountWriter(session));

    /// <summary>Logs in as the administrator.</summary>
    /// <param name="options">The nodes and the administrator's secret as the password; the user is not looked at.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DfsException">As for <see cref="DfsClient.ConnectAsync"/>.</exception>
    public static async Task<DfsAdministrator> ConnectAsync(DfsClientOptions options, CancellationToken cancellationToken) => new(
        await StoreSession.OpenAsync(
            new DfsClientOptions
            {
                Nodes = options.Nodes,
                User = ReservedNames.Administrator,
                Password = options.Password,
                Cluster = options.Cluster,
                Time = options.Time,
                Transport = options.Transport,
                DeriveKeys = options.DeriveKeys,
            },
            cancellationToken));

    /// <summary>All users, removed ones too, in the order of their names.</summary>
    /// <exception cref="DfsException">Fewer than three nodes answer.</exception>
    public async Task<IReadOnlyList<UserReport>> ListUsersAsync(CancellationToken cancellationToken) =>
    [
        .. (await AccountReader.ListAsync(_session.Begin(), _session.Verifier, cancellationToken))
            .Where(report => report.Record.Account.Account.Role == AccountRole.User)
            .Select(report => new UserReport(
                report.Record.Account.Account.User, report.Record.Account.Account.State, report.Record.Account.Account.Quota, report.Use,
                report.Record.Find(AccessKind.Recovery) is not null)),
    ];

    /// <summary>Makes a user.</summary>
    /// <exception cref="DfsException">The name cannot be used, or is or was somebody's (Conflict); or fewer than three nodes take it.</exception>
    /// <exception cref="ArgumentException">The password is empty, too long or not valid Unicode.</exception>
    public Task AddUserAsync(string user, string password, Quota quota, CancellationToken cancellationToken) =>
        AddUserAsync(user, password, quota, HiddenFromNodes.Nothing, cancellationToken);

    /// <summary>Makes a user of whose files nodes see less than others'. It stays so: names are found by how they look.</summary>
    /// <exception cref="DfsException">The name cannot be used, or is or was somebody's (Conflict); or fewer than three nodes take it.</exception>
    /// <exception cref="ArgumentException">The password is empty, too long or not valid Unicode.</exception>
    public Task AddUserAsync(string user, string password, Quota quota, HiddenFromNodes hidden, CancellationToken cancellationToken) =>
        _accounts.AddAsync(user, password, quota, hidden, cancellationToken);

    /// <summary>Lets a user in, or keeps it out; open sessions end at their next request. Files are kept.</summary>
    /// <exception cref="DfsException">There is no such user, or fewer than three nodes take the change.</exception>
    public Task EnableUserAsync(string user, bool isEnabled, CancellationToken cancellationToken) =>
        _accounts.ChangeAsync(user, account => account with { State = isEnabled ? AccountState.Enabled : AccountState.Disabled }, cancellationToken);

    /// <summary>Removes a user for good. The wrapped keys go at once, so that nothing of the user's opens any more; the parts follow after the grace.</summary>
    /// <exception cref="DfsException">There is no such user, or fewer than three nodes take the change.</exception>
    public Task RemoveUserAsync(string user, CancellationToken cancellationToken) =>
        _accounts.ChangeAsync(user, account => account with { State = AccountState.Removed }, cancellationToken);

    /// <summary>Says how much a user may keep. What is there already stays, even when it is more.</summary>
    /// <exception cref="DfsException">There is no such user, or fewer than three nodes take the change.</exception>
    public Task LimitUserAsync(string user, Quota quota, CancellationToken cancellationToken) =>
        _accounts.ChangeAsync(user, account => account with { Quota = quota }, cancellationToken);

    /// <summary>
    /// Puts a new administrator's secret in the place of the old one, which opens nothing any more on the nodes that have the change. Whoever copied a volume and
    /// knows the old secret keeps the key that signs accounts: it stays the same.
    /// </summary>
    /// <exception cref="DfsException">Fewer than three nodes take the change.</exception>
    /// <exception cref="ArgumentException">The secret is empty, too long or not valid Unicode.</exception>
    public Task ChangeSecretAsync(string secret, CancellationToken cancellationToken) => _accounts.ChangeSecretAsync(secret, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}

/// <summary>A user as the administrator sees it.</summary>
/// <param name="Name">The name.</param>
/// <param name="State">Whether it may log in.</param>
/// <param name="Quota">How much it may keep.</param>
/// <param name="Use">How much it keeps.</param>
/// <param name="HasRecoveryKey">Whether a recovery key was made.</param>
public sealed record UserReport(string Name, AccountState State, Quota Quota, AccountUse Use, bool HasRecoveryKey);

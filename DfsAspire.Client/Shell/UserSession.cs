using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Shell;

/// <summary>
/// One user's way to the store: logs in when the first command needs it, and again after a log-in that failed, so that a
/// prompt outlives nodes that come and go.
/// </summary>
public sealed class UserSession(string file, StoreConfiguration configuration, ConfiguredUser user, ShellSurroundings surroundings) : IAsyncDisposable
{
    private IStore? _store;
    private string? _typed;

    /// <summary>The user whose files these are.</summary>
    public string User => user.Name;

    /// <summary>The file that the configuration was read from.</summary>
    public string File => file;

    /// <summary>What holds the user's password, and must be told a new one: the file, or a variable. Null when it is asked for.</summary>
    public string? PasswordPlace => user.Password is not null ? file : new Secrets(surroundings).HasUser ? Secrets.UserVariable : null;

    /// <summary>What the session was made from.</summary>
    public StoreConfiguration Configuration => configuration;

    /// <summary>Reads the configuration and picks the user; contacts nothing.</summary>
    /// <exception cref="ConfigurationException">There is no usable configuration, or it does not hold the user.</exception>
    public static UserSession Open(string? file, string? user, ShellSurroundings surroundings)
    {
        var found = ConfigurationFile.Find(file, surroundings);
        var configuration = ConfigurationFile.Read(found);
        var login = user is null ? configuration.Users[0] : configuration.Users.FirstOrDefault(one => one.Name == user)
            ?? throw new ConfigurationException(
                $"{found} holds no user of the name given with --user; it holds {string.Join(", ", configuration.Users)}.");
        if (ConfigurationFile.WarningAboutAccess(found, configuration) is { } warning)
            surroundings.Error.WriteLine(warning);
        return new UserSession(found, configuration, login, surroundings);
    }

    /// <summary>The store, logged in; the password is asked for if nothing holds it. Not to be called by two commands at once.</summary>
    /// <exception cref="DfsException">The log-in was refused, or no node answers.</exception>
    /// <exception cref="UsageException">No password was given.</exception>
    public Task<IStore> ConnectAsync(CancellationToken cancellationToken) => ConnectAsync(new Secrets(surroundings), cancellationToken);

    /// <summary>As <see cref="ConnectAsync(CancellationToken)"/>, and nobody is asked: whoever presses Tab in the middle of a line expects no question.</summary>
    /// <exception cref="DfsException">The log-in was refused, or no node answers.</exception>
    /// <exception cref="UsageException">The password would have to be asked for.</exception>
    public Task<IStore> ConnectUnaskedAsync(CancellationToken cancellationToken) =>
        ConnectAsync(new Secrets(surroundings with { AskSecret = null }), cancellationToken);

    /// <summary>The store, logged in with the recovery key.</summary>
    /// <exception cref="DfsException">The log-in was refused, or no node answers.</exception>
    public async Task<IStore> ConnectWithRecoveryKeyAsync(string key, CancellationToken cancellationToken) =>
        _store ??= await surroundings.Connect(Options(key, AccessKind.Recovery), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;

    // What was typed is asked for again when it was wrong, not when nodes are away.
    private async Task<IStore> ConnectAsync(Secrets secrets, CancellationToken cancellationToken)
    {
        if (_store is not null)
            return _store;
        var password = user.Password ?? (_typed ??= await secrets.UserAsync(user.Name, file, cancellationToken));
        try
        {
            return _store = await surroundings.Connect(Options(password, AccessKind.Password), cancellationToken);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.WrongCredentials)
        {
            _typed = null;
            throw;
        }
    }

    private DfsClientOptions Options(string secret, AccessKind with) => new()
    {
        Nodes = configuration.Nodes,
        User = user.Name,
        Password = secret,
        With = with,
        Cluster = configuration.Cluster,
        Tls = configuration.Tls,
        Time = surroundings.Time,
        ResumeDirectory = Path.Combine(surroundings.ApplicationData, "DfsAspire", "resume"),
    };
}

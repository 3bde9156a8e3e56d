using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Shell;

/// <summary>
/// One user's way to the store: logs in when the first command needs it, and again after a log-in that failed, so that a
/// prompt outlives nodes that come and go.
/// </summary>
public sealed class UserSession(StoreConfiguration configuration, ConfiguredUser user, ShellSurroundings surroundings) : IAsyncDisposable
{
    private IStore? _store;

    /// <summary>The user whose files these are.</summary>
    public string User => user.Name;

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
        if (ConfigurationFile.WarningAboutAccess(found) is { } warning)
            surroundings.Error.WriteLine(warning);
        return new UserSession(configuration, login, surroundings);
    }

    /// <summary>The store, logged in. Not to be called by two commands at once.</summary>
    /// <exception cref="DfsException">The log-in was refused, or no node answers.</exception>
    public async Task<IStore> ConnectAsync(CancellationToken cancellationToken) =>
        _store ??= await surroundings.Connect(
            new DfsClientOptions
            {
                Nodes = configuration.Nodes,
                User = user.Name,
                Password = user.Password,
                Cluster = configuration.Cluster,
                Time = surroundings.Time,
                ResumeDirectory = Path.Combine(surroundings.ApplicationData, "DfsAspire", "resume"),
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;
}

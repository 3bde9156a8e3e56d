using DfsAspire.Client.Shell.Configuration;

namespace DfsAspire.Client.Shell;

/// <summary>Who recovers files. A configuration is of use here, but the machine that held it may be gone with the store.</summary>
internal sealed record RecoveryLogin(string? File, string? User, ShellSurroundings Surroundings)
{
    /// <summary>The user with the password, from the configuration or from whoever sits there.</summary>
    /// <exception cref="ConfigurationException">A configuration is there and cannot be used.</exception>
    /// <exception cref="UsageException">No user or no password was given.</exception>
    public async Task<ConfiguredUser> FindAsync(CancellationToken cancellationToken)
    {
        var users = ConfigurationFile.FindIfAny(File, Surroundings) is { } found ? ConfigurationFile.Read(found).Users : [];
        if (users.FirstOrDefault(one => User is null || one.Name == User) is { } configured)
            return configured;
        var name = User ?? throw new UsageException("Name the user whose files are to be recovered with --user; there is no configuration that names one.");
        var password = Surroundings.AskSecret is { } ask
            ? await ask($"Password of {name}:", cancellationToken)
            : await Surroundings.In.ReadLineAsync(cancellationToken);
        return string.IsNullOrEmpty(password)
            ? throw new UsageException($"No password of {name} was given: the configuration holds none, and the standard input is empty.")
            : new ConfiguredUser(name, password);
    }
}

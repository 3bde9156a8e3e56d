using DfsAspire.Client.Shell.Configuration;

namespace DfsAspire.Client.Shell;

/// <summary>Who recovers files. A configuration is of use here, but the machine that held it may be gone with the store.</summary>
internal sealed record RecoveryLogin(string? File, string? User, ShellSurroundings Surroundings)
{
    /// <summary>The user with the password, from the configuration, a variable, or whoever sits there.</summary>
    /// <exception cref="ConfigurationException">A configuration is there and cannot be used.</exception>
    /// <exception cref="UsageException">No user or no password was given.</exception>
    public async Task<UserLogin> FindAsync(CancellationToken cancellationToken)
    {
        var users = ConfigurationFile.FindIfAny(File, Surroundings) is { } found ? ConfigurationFile.Read(found).Users : [];
        var configured = users.FirstOrDefault(one => User is null || one.Name == User);
        var name = configured?.Name ?? User ?? throw new UsageException("Name the user whose files are to be recovered with --user; there is no configuration that names one.");
        return new UserLogin(name, configured?.Password ?? await new Secrets(Surroundings).RecoveredUserAsync(name, cancellationToken));
    }
}

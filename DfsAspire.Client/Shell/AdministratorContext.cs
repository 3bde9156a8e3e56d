using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Shell;

/// <summary>What a command of the administrator works with: the configuration says where the nodes are, the secret is asked for.</summary>
internal sealed record AdministratorContext(StoreConfiguration Configuration, ShellSurroundings Surroundings, bool Quiet)
    : CommandOutput(Surroundings, Quiet)
{
    /// <summary>Asks for the administrator's secret and logs in.</summary>
    /// <exception cref="DfsException">The log-in was refused, or no node answers.</exception>
    /// <exception cref="UsageException">No secret was given.</exception>
    public async Task<DfsAdministrator> ConnectAsync(CancellationToken cancellationToken) => await DfsAdministrator.ConnectAsync(
        new DfsClientOptions
        {
            Nodes = Configuration.Nodes,
            User = ReservedNames.Administrator,
            Password = await new Secrets(Surroundings).AdministratorAsync(cancellationToken),
            Cluster = Configuration.Cluster,
            Time = Surroundings.Time,
        },
        cancellationToken);
}

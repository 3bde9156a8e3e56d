using DfsAspire.Client.Accounts;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Founding;

/// <summary>
/// Makes a cluster out of four empty volumes, and the first accounts in it. Run again it finds what is there and makes only
/// what is missing, so an interrupted founding is simply run again.
/// </summary>
public static class ClusterFounder
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Founds the cluster if it is not there, and makes the accounts that are missing.</summary>
    /// <exception cref="DfsException">A node is away, a secret is not the one that the cluster was founded with, or the volumes do not belong together.</exception>
    public static async Task<FoundingReport> FoundAsync(FoundingOptions options, CancellationToken cancellationToken)
    {
        using var login = new Login(ReservedNames.Cluster, options.ClusterSecret);
        var started = options.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return await TryFoundAsync(options, login, cancellationToken);
            }
            catch (DfsException fault) when (fault.IsTransient && options.Time.GetElapsedTime(started) < options.Patience)
            {
                await Task.Delay(RetryPeriod, options.Time, cancellationToken);
            }
        }
    }

    private static async Task<FoundingReport> TryFoundAsync(FoundingOptions options, Login login, CancellationToken cancellationToken)
    {
        var doors = await OpenDoorsAsync(options, login, cancellationToken);
        Guid cluster;
        bool isNew;
        try
        {
            (cluster, isNew) = await FoundAsync(doors, options, cancellationToken);
        }
        finally
        {
            foreach (var door in doors)
                await door.DisposeAsync();
        }

        var made = await MakeAccountsAsync([.. doors.Select(door => door.Node)], cluster, options, cancellationToken);
        return new FoundingReport(cluster, isNew, made);
    }

    private static async Task<IReadOnlyList<NodeDoor>> OpenDoorsAsync(FoundingOptions options, Login login, CancellationToken cancellationToken)
    {
        var opening = options.Nodes.OrderBy(node => node.Number)
            .Select(node => NodeDoor.OpenAsync(node, new NodeDialer(options.Transport, options.Time), login, cancellationToken)).ToList();
        try
        {
            return await Task.WhenAll(opening);
        }
        catch
        {
            // Three nodes may have let us in while we wait for the fourth, try after try.
            foreach (var door in opening.Where(door => door.IsCompletedSuccessfully))
                await (await door).DisposeAsync();
            throw;
        }
    }

    private static async Task<(Guid Cluster, bool IsNew)> FoundAsync(
        IReadOnlyList<NodeDoor> doors, FoundingOptions options, CancellationToken cancellationToken)
    {
        var clusters = doors.Select(door => door.Cluster).OfType<Guid>().Distinct().ToList();
        if (clusters.Count > 1)
            throw new DfsException(
                DfsFault.Protocol, $"The four volumes belong to {clusters.Count} different clusters: {string.Join(", ", doors.Select(door => door.ToString()))}. Give each node its own volume back.");
        var empty = doors.Where(door => door.Cluster is null).ToList();
        if (empty.Count == 0)
            return (clusters[0], false);
        if (clusters.Count == 0)
        {
            var administrator = await AccountMaker.SelfSignedAsync(ReservedNames.Administrator, options.AdministratorSecret, options.Time.GetUtcNow(), cancellationToken);
            var cluster = Guid.NewGuid();
            foreach (var door in doors)
                await door.FoundAsync(cluster, administrator, cancellationToken);
            return (cluster, true);
        }

        await CompleteAsync(doors, empty, clusters[0], cancellationToken);
        return (clusters[0], false);
    }

    // Some volumes are founded and some are empty: a founding that was interrupted, or a cluster at work that lost a volume.
    // Accounts tell which. An empty volume in a cluster at work must copy the others' catalogs first; it is not founded anew.
    private static async Task CompleteAsync(
        IReadOnlyList<NodeDoor> doors, IReadOnlyList<NodeDoor> empty, Guid cluster, CancellationToken cancellationToken)
    {
        var accounts = await doors.First(door => door.Cluster is not null).ListAccountsAsync(cancellationToken);
        var administrator = accounts.FirstOrDefault(account => account.Account.User == ReservedNames.Administrator)
            ?? throw new DfsException(DfsFault.Protocol, "The cluster has no administrator's account.");
        if (accounts.Count > 1)
            return;
        foreach (var door in empty)
            await door.FoundAsync(cluster, administrator, cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> MakeAccountsAsync(
        IReadOnlyList<NodeAddress> nodes, Guid cluster, FoundingOptions options, CancellationToken cancellationToken)
    {
        var administrator = new DfsClientOptions
        {
            Nodes = nodes,
            User = ReservedNames.Administrator,
            Password = options.AdministratorSecret,
            Cluster = cluster,
            Time = options.Time,
            Transport = options.Transport,
        };
        await using var session = await OpenAsync(administrator, cancellationToken);
        var made = new List<string>();
        foreach (var (name, password) in options.Users)
            if (await new AccountWriter(session).EnsureAsync(name, password, cancellationToken))
                made.Add(name);
        return made;
    }

    private static async Task<StoreSession> OpenAsync(DfsClientOptions administrator, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreSession.OpenAsync(administrator, cancellationToken);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.WrongCredentials)
        {
            throw new DfsException(
                DfsFault.WrongCredentials,
                "This store was founded with another administrator's secret, or that was changed since ('dfs user change-secret'). Use the one that holds now, or start with empty volumes.", fault);
        }
    }
}

using System.Globalization;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Doctor;

/// <summary>Looks at everything between this program and a file in the store, one thing after the other, and says what is wrong in plain words.</summary>
internal sealed class Examination(ShellSurroundings surroundings)
{
    // Below this a node soon refuses what is sent to it.
    private const long LittleSpace = 1L << 30;

    private static readonly TimeSpan MuchSkew = TimeSpan.FromMinutes(1);

    private readonly List<Finding> _findings = [];

    /// <summary>Looks as far as it gets.</summary>
    /// <param name="file">The configuration that was asked for; null for the one that is found.</param>
    /// <param name="user">The user that was asked for; null for the first of the configuration.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DoctorReport> RunAsync(string? file, string? user, CancellationToken cancellationToken)
    {
        try
        {
            var found = ConfigurationFile.Find(file, surroundings);
            Good($"configuration: {found}");
            await using var session = UserSession.Open(found, user, surroundings with { Error = TextWriter.Null });
            ExamineFile(found, session.Configuration);
            return new DoctorReport(_findings, await ExamineStoreAsync(session, cancellationToken));
        }
        catch (Exception fault) when (fault is ConfigurationException or UsageException)
        {
            Bad($"configuration: {fault.Message}", "Mend the file, or name another with --config FILE. docs/operations.md, \"The command line\", shows what belongs in it.");
            return new DoctorReport(_findings, ExitCode.WrongUse);
        }
    }

    private void ExamineFile(string file, StoreConfiguration configuration)
    {
        if (ConfigurationFile.WarningAboutAccess(file, configuration) is not null)
            Warn($"{file} holds secrets, and others on this machine can read it", $"chmod 600 {file}");
        var unpinned = configuration.Nodes.Where(node => node.Certificate is null).Select(node => node.Name).ToList();
        if (unpinned.Count > 0 && configuration.Tls == TlsPolicy.Required)
            Warn($"no certificate is named for {string.Join(' ', unpinned)}: whoever stands in between learns your user name", "Add the fingerprints that 'dfs status' shows to the Server lines.");
        else if (configuration.Tls != TlsPolicy.Required)
            Warn("lines to nodes are not encrypted (Tls: off)", "Only for nodes on this very machine. Take the line out of the configuration.");
    }

    private async Task<int> ExamineStoreAsync(UserSession session, CancellationToken cancellationToken)
    {
        try
        {
            var store = await session.ConnectAsync(cancellationToken);
            Good($"user {session.User}: logged in");
            var asked = surroundings.Time.GetUtcNow();
            var status = await store.GetStatusAsync(cancellationToken);
            Good($"cluster {status.Cluster:N}");
            foreach (var node in status.Nodes)
                ExamineNode(node, asked);
            ExamineQuorum(status);
            await ExamineVersionsAsync(status, session.Configuration.Tls, cancellationToken);
            await ExamineQuotaAsync(store, session.User, status, cancellationToken);
            await ExamineRootAsync(store, cancellationToken);
            return _findings.Exists(finding => finding.Level == FindingLevel.Bad) ? ExitCode.Failed : ExitCode.Done;
        }
        catch (DfsException fault)
        {
            foreach (var node in fault.Faults)
                Bad(node.ToString(), "Is it running, and is its address in the configuration right?");
            Bad(fault.Message, fault.Fault switch
            {
                DfsFault.WrongCredentials => $"Name the user with --user and mend the password, in the configuration or in {Secrets.UserVariable}. Who has lost it and has a recovery key sets a new one with 'dfs user recover'; nobody else can.",
                DfsFault.QuorumRefused => "Start the nodes; with the AppHost: dotnet run --project DfsAspire.AppHost.",
                _ => null,
            });
            return Failure.Of(fault).ExitCode;
        }
    }

    private void ExamineNode(NodeReport node, DateTimeOffset asked)
    {
        var name = $"{node.Address.Name} ({node.Address.Host}:{node.Address.Port})";
        if (node.Status is not { } status)
        {
            Bad($"{name}: {node.Fault}", node.Fault?.Contains("another certificate", StringComparison.Ordinal) == true
                ? "Starting it helps nothing. If its volume or its certificate was replaced, take the new fingerprint from its log, by a way that you trust; docs/operations.md, \"TLS and certificates\". If not, somebody sits in between."
                : "Start it, or mend its address. The others go on without it, and it gets what it missed by itself.");
            return;
        }

        if (status.State == NodeState.Failing)
            Bad($"{name}: failing: {status.Why}", "Look at its disk and its log; docs/operations.md, \"When …\", says what helps.");
        else if (status.State is NodeState.ReadOnly or NodeState.Copying)
            Warn($"{name}: {NodeTable.State(node)}: {status.Why}", status.Why?.Contains("drain", StringComparison.Ordinal) == true
                ? "It was drained, to be stopped. Stop it, or let it take writes again: in the dashboard's menu of the node, or docs/operations.md, \"Stopping a node for a while\"."
                : "Wait a moment; it becomes ready by itself.");
        else
            Good($"{name}: ready, {ByteSize.Format(status.FreeBytes)} free");
        if (status.State != NodeState.Failing && status.FreeBytes < LittleSpace)
            Warn($"{name}: only {ByteSize.Format(status.FreeBytes)} free on its volume", "Make room on that disk. Deleted and overwritten files go sooner now, as long as all four nodes are up.");
        if (status.PartsDamaged > 0 || status.PartsMissing > 0)
            Warn(string.Create(CultureInfo.InvariantCulture, $"{name}: {status.PartsMissing} parts missing, {status.PartsDamaged} damaged"), "It brings them back by itself; 'dfs repair' does it now.");
        if (node.Clock is { } clock && (clock - asked).Duration() > MuchSkew)
            WarnOfClock(name, clock - asked);
    }

    private void WarnOfClock(string name, TimeSpan skew)
    {
        // What a node noted while its clock was ahead lies in the future, and what waits by that with it.
        var waits = skew > TimeSpan.Zero ? ", and what is deleted or replaced meanwhile waits longer there (docs/operations.md, \"When …\": a node's clock was ahead)" : "";
        Warn($"{name}: its clock is {Apart(skew)} this machine's", $"Let both keep their time (NTP). Nothing is lost for it; times in listings are off{waits}.");
    }

    private void ExamineQuorum(StoreStatus status)
    {
        if (status.Writable == status.Nodes.Count)
            Good("all four nodes answer: any one may be lost, and everything goes on");
        else if (status.CanBeChanged)
            Warn("three of four nodes take writes: everything works, and with one more lost nothing can be written", "Bring the fourth back; what it lacks stands above.");
        else
            Bad(string.Create(CultureInfo.InvariantCulture, $"{status.Writable} of four nodes take writes: nothing can be written"), "Bring the others back, as it stands above; three are needed.");
    }

    private async Task ExamineVersionsAsync(StoreStatus status, TlsPolicy tls, CancellationToken cancellationToken)
    {
        var programs = await Task.WhenAll(status.Nodes.Where(node => node.Status is not null).Select(AskAsync));
        _findings.Add(VersionCheck.Of(VersionCheck.Own, [.. programs.OfType<(string, string)>()]));

        async Task<(string Node, string Program)?> AskAsync(NodeReport node)
        {
            try
            {
                return (node.Address.Name, await surroundings.AskProgram(node.Address, tls, cancellationToken));
            }
            catch (DfsException)
            {
                // It has answered a moment ago. If it is in trouble, that stands above or will next time.
                return null;
            }
        }
    }

    private async Task ExamineQuotaAsync(IStore store, string user, StoreStatus status, CancellationToken cancellationToken)
    {
        if (status.Nodes.Count(node => node.Status is not null) < Operation.Quorum)
            return;
        _findings.Add(QuotaCheck.Of(user, await store.GetQuotaAsync(cancellationToken)));
    }

    private async Task ExamineRootAsync(IStore store, CancellationToken cancellationToken)
    {
        var listing = await store.ListAsync(StorePath.Root, cancellationToken);
        var atRisk = listing.Entries.Where(entry => !entry.IsComplete).Select(entry => entry.Path.Name).ToList();
        if (atRisk.Count > 0)
            Bad($"files that cannot be read now: {string.Join(' ', atRisk.Take(5))}{(atRisk.Count > 5 ? " …" : "")}", "Bring the missing nodes back.");
        else
            Good(string.Create(CultureInfo.InvariantCulture, $"your root can be listed: {listing.Entries.Count} names"));
    }

    private static string Apart(TimeSpan skew)
    {
        var (value, unit) = skew.Duration() switch
        {
            { TotalHours: >= 2 } hours => (hours.TotalHours, "hours"),
            var minutes => (minutes.TotalMinutes, "minutes"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{value:0} {unit} {(skew > TimeSpan.Zero ? "ahead of" : "behind")}");
    }

    private void Good(string what) => _findings.Add(new Finding(FindingLevel.Good, what, null));

    private void Warn(string what, string? remedy) => _findings.Add(new Finding(FindingLevel.Warning, what, remedy));

    private void Bad(string what, string? remedy) => _findings.Add(new Finding(FindingLevel.Bad, what, remedy));
}

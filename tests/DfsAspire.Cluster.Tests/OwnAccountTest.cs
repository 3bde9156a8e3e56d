using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>A test of what becomes of an account of its own, on real nodes that come and go.</summary>
public abstract class OwnAccountTest(RepairingCluster cluster) : ClusterTest(cluster), IClassFixture<RepairingCluster>
{
    private protected const string First = "the first password";
    private protected const string Second = "the second password";

    // An account of the test's own: what happens to it concerns no other test.
    private protected string User { get; } = $"u{Guid.NewGuid():N}";

    private protected async Task AddAsync()
    {
        await using var administrator = await AdministratorAsync();
        await administrator.AddUserAsync(User, First, Quota.None, Cancellation);
    }

    private protected Task<DfsAdministrator> AdministratorAsync() => DfsAdministrator.ConnectAsync(
        Cluster.Options(ReservedNames.Administrator, TestCluster.AdministratorSecret), Cancellation);

    private protected async Task<UserReport> UserAsync(DfsAdministrator administrator) =>
        (await administrator.ListUsersAsync(Cancellation)).Single(user => user.Name == User);

    private protected async Task<StateReply> StateAsync(string user, string password, StorePath path)
    {
        var session = await OpenSessionAsync(user, password);
        return await session.Nodes[0].AskAsync<GetState, StateReply>("state", new GetState(default, path), Cancellation);
    }

    private protected async Task<IReadOnlyList<AccountReport>> ReportsAsync(int node)
    {
        var session = await OpenSessionAsync(ReservedNames.Administrator, TestCluster.AdministratorSecret);
        var reports = new List<AccountReport>();
        while (true)
        {
            var page = await session.Nodes[node - 1].AskAsync<ListAccounts, AccountsReply>(
                "accounts", new ListAccounts(default, reports.Count == 0 ? "" : reports[^1].Record.Account.Account.User), Cancellation);
            reports.AddRange(page.Accounts);
            if (!page.HasMore)
                return reports;
        }
    }

    private protected async Task<IReadOnlyList<string>> DigestsAsync() => await Task.WhenAll(TestCluster.Numbers.Select(async node =>
        Convert.ToHexString((await ReportsAsync(node)).Single(report => report.Record.Account.Account.User == User).Record.Credentials!.Encoded.Span)));
}

using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Cluster.Tests;

/// <summary>The administrator's secret is changed while a node is away.</summary>
public sealed class AdministratorSecretTests(OwnCluster cluster) : ClusterTest(cluster), IClassFixture<OwnCluster>
{
    private const string New = "the new secret of the administrator";

    // Nodes that have just started may miss the second that founding gives them.
    private static readonly TimeSpan FoundingPatience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_new_secret_takes_the_place_of_the_old_one_and_accounts_stay()
    {
        await using var administrator = await AdministratorAsync(TestCluster.AdministratorSecret);
        await using var other = await AdministratorAsync(TestCluster.AdministratorSecret);
        Cluster.Kill(4);

        await administrator.ChangeSecretAsync(New, Cancellation);

        // At once, for sessions that are open and for those to come; and who changed it goes on.
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => AdministratorAsync(TestCluster.AdministratorSecret));
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => other.ListUsersAsync(Cancellation));
        await administrator.AddUserAsync("carol", "the password of carol", Quota.None, Cancellation);

        // The node that was away has heard of it before it is ready; with another one away, what it says counts.
        await Cluster.Node(4).StartAsync();
        await Cluster.Node(4).IsReadyAsync();
        await using var later = await AdministratorAsync(New);
        await later.ListUsersAsync(Cancellation);
        Cluster.Kill(1);
        Assert.Equal(["alice", "bob", "carol"], (await later.ListUsersAsync(Cancellation)).Select(user => user.Name));
        await later.EnableUserAsync("carol", false, Cancellation);
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => AdministratorAsync(TestCluster.AdministratorSecret));
        await using (var alice = await Cluster.ConnectAsync())
            await alice.PutBytesAsync(In("file"), [1]);

        // A start of the store with the old secret says what to do, one with the new secret starts it.
        await Cluster.RestoreAsync();
        var refused = await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.FoundAsync(TestCluster.AdministratorSecret, TestCluster.ClusterSecret, FoundingPatience));
        Assert.Contains("change-secret", refused.Message, StringComparison.Ordinal);
        Assert.False((await Cluster.FoundAsync(New, TestCluster.ClusterSecret, FoundingPatience)).Founded);

        Cluster.Kill(1, 2);
        await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => later.ChangeSecretAsync("another one", Cancellation));
    }

    private Task<DfsAdministrator> AdministratorAsync(string secret) =>
        DfsAdministrator.ConnectAsync(Cluster.Options(ReservedNames.Administrator, secret), Cancellation);
}

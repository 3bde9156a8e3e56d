using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Gateway.Tests.Harness;

/// <summary>A user of a test's own, whose account and files concern no other test.</summary>
internal sealed record OwnUser(string Name, string Password)
{
    public static async Task<OwnUser> AddAsync(TestCluster cluster, Quota quota = default)
    {
        var user = new OwnUser($"u{Guid.NewGuid():N}", "the administrator's first password, 2031");
        await using var administrator = await DfsAdministrator.ConnectAsync(
            cluster.Options(ReservedNames.Administrator, TestCluster.AdministratorSecret), TestContext.Current.CancellationToken);
        await administrator.AddUserAsync(user.Name, user.Password, quota, TestContext.Current.CancellationToken);
        return user;
    }
}

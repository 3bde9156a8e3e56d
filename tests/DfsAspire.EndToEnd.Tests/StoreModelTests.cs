using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>What an AppHost can say of the store that ours does not; nothing is started.</summary>
public sealed class StoreModelTests
{
    [Fact]
    public async Task A_data_volume_lies_under_its_name_in_the_users_local_application_data()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.DfsAspire_AppHost>(RunningStore.Deadline);
        var store = StoreOf(builder);

        Assert.EndsWith(Path.Combine("DfsAspire", "volumes", "spare"), store.WithDataVolume("spare").Resource.DataDirectory, StringComparison.Ordinal);
        Assert.EndsWith(Path.Combine("DfsAspire", "volumes", "dfs"), store.WithDataVolume().Resource.DataDirectory, StringComparison.Ordinal);
        foreach (var name in (string[])["", ".", "..", "a/b"])
            Assert.Throws<DistributedApplicationException>(() => store.WithDataVolume(name));
    }

    [Fact]
    public async Task A_program_can_be_another_user_than_the_first()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.DfsAspire_AppHost>(RunningStore.Deadline);
        var store = StoreOf(builder);
        var program = builder.AddProject<Projects.DfsAspire_Client>("program");

        program.WithReferenceAs(store, "bob").WithReferenceAs(store, "alice", "other");
        Assert.Contains(";User=bob;EscapedPassword={bob-password.value", store.Resource.ConnectionStringOf("bob").ValueExpression, StringComparison.Ordinal);
        Assert.Contains(";User=alice;", store.Resource.ConnectionStringExpression.ValueExpression, StringComparison.Ordinal);
        var refused = Assert.Throws<DistributedApplicationException>(() => program.WithReferenceAs(store, "carol"));
        Assert.Contains("WithUser", refused.Message, StringComparison.Ordinal);
    }

    private static IResourceBuilder<DfsResource> StoreOf(IDistributedApplicationTestingBuilder builder) =>
        builder.CreateResourceBuilder(builder.Resources.OfType<DfsResource>().Single());
}

using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

public sealed class UserTests(TestCluster cluster) : ClusterTest(cluster)
{
    [Theory]
    [InlineData("alice", "wrong")]
    [InlineData("alice", TestCluster.BobPassword)]
    [InlineData("Alice", TestCluster.AlicePassword)]
    [InlineData("nobody", "whatever")]
    public async Task A_wrong_name_or_password_gets_the_words_of_the_original(string user, string password)
    {
        var fault = await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(user, password));
        Assert.Equal("Invalid Username/Password. Please try again.", fault.Message);
    }

    [Fact]
    public async Task Bob_sees_nothing_of_what_is_alices()
    {
        var (alice, bob) = (await ConnectAsync(), await ConnectAsync("bob"));
        var receipt = await alice.PutBytesAsync(In("file"), [1, 2, 3]);
        Assert.DoesNotContain((await bob.ListAsync(StorePath.Root, Cancellation)).Entries, entry => entry.Path == Folder);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => bob.GetBytesAsync(In("file")));
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => bob.DeleteAsync(In("file"), Cancellation));
        await bob.PutBytesAsync(In("file"), [4]);
        Assert.Equal([1, 2, 3], await alice.GetBytesAsync(In("file")));
        Assert.Equal([4], await bob.GetBytesAsync(In("file")));

        var session = await OpenSessionAsync("bob", TestCluster.BobPassword);
        foreach (var node in session.Nodes)
            for (var part = 1; part <= 4; part++)
                Assert.Equal(
                    Status.PartMissing,
                    (await node.AskAsync<FetchPart, FetchReply>("fetch part", new FetchPart(default, receipt.Content, part, 0, -1), Cancellation)).Outcome.Status);
    }

    [Fact]
    public async Task Nodes_at_the_wrong_addresses_are_told_apart()
    {
        var swapped = Cluster.Addresses.Select(address => address with { Number = address.Number % 4 + 1 }).ToList();
        var fault = await StoreCalls.FailsAsync(
            DfsFault.Protocol, () => DfsClient.ConnectAsync(Cluster.Options("alice", TestCluster.AlicePassword, swapped), Cancellation));
        Assert.Contains("check the addresses in the configuration", fault.Message, StringComparison.Ordinal);
    }
}

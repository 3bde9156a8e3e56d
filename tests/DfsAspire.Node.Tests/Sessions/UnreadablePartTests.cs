using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;

namespace DfsAspire.Node.Tests.Sessions;

/// <summary>What becomes of a fetch, and of the part, when the disk does not give the part.</summary>
public sealed class UnreadablePartTests
{
    // Sent in several pieces.
    private const int PartBytes = 1_000_000;

    // Behind the first of them.
    private const int Middle = 600_000;

    // More than can be on its way between a node and its client.
    private const int LargePartBytes = 32_000_000;

    private static RequestHeader NoHeader => TestConnection.NoHeader;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_of_which_the_disk_gives_nothing_is_refused_as_damaged_and_the_session_goes_on()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", PartBytes);
        await file.PutAsync(client);
        var (bad, good) = (file.PartsHere.First(), file.PartsHere.Last());
        FailBehind(node, file, bad, 0, new IOException("Input/output error"));

        Assert.Equal(Status.PartDamaged, (await client.FetchAsync(Fetch(file, bad))).Reply.Outcome.Status);

        Assert.Equal(file.Part(good), (await client.FetchAsync(Fetch(file, good))).Contents);
        await AssertDamagedAsync(client, file, bad);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_part_that_breaks_off_in_its_middle_is_damaged_until_the_disk_gives_it_again(bool isDenied)
    {
        await using var node = await RunningNode.StartAsync();
        using var first = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", PartBytes);
        await file.PutAsync(first);
        var bad = file.PartsHere.First();
        FailBehind(node, file, bad, Middle, isDenied ? new UnauthorizedAccessException("Access to the path is denied.") : new IOException("Input/output error"));

        var reply = await first.AskAsync<FetchPart, FetchReply>(Fetch(file, bad));
        Assert.Equal((Status.Ok, PartBytes), (reply.Outcome.Status, reply.Run));
        first.Reader.BeginContents(reply.Run);
        await Assert.ThrowsAsync<ConnectionLostException>(() => first.Reader.ReadContentsAsync(new byte[PartBytes], Cancel).AsTask());

        using var second = await node.LogInAsync(node.Alice);
        await AssertDamagedAsync(second, file, bad);
        Assert.Equal(Status.PartDamaged, (await second.FetchAsync(Fetch(file, bad))).Reply.Outcome.Status);
        Assert.Equal(Status.PartDamaged, await CheckAsync(second, file, bad));

        node.Disk.Reading = static (_, _, _) => { };
        Assert.Equal(Status.Ok, await CheckAsync(second, file, bad));
        Assert.Equal(0, (await StatusAsync(second)).PartsDamaged);
        Assert.Equal(file.Part(bad), (await second.FetchAsync(Fetch(file, bad))).Contents);
    }

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_of_a_part_damages_nothing()
    {
        await using var node = await RunningNode.StartAsync();
        using var other = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", LargePartBytes);
        await file.PutAsync(other);
        using (var client = await node.LogInAsync(node.Alice))
        {
            var reply = await client.AskAsync<FetchPart, FetchReply>(Fetch(file, file.PartsHere.First()));
            Assert.Equal((Status.Ok, LargePartBytes), (reply.Outcome.Status, reply.Run));
        }

        await Eventually.TrueAsync(async () => (await StatusAsync(other)).Connections == 1);
        Assert.Equal(0, (await StatusAsync(other)).PartsDamaged);
    }

    private static FetchPart Fetch(TestFile file, int part) => new(NoHeader, file.Content, part, 0, -1);

    // Whatever is read of a part beyond so many of its bytes.
    private static void FailBehind(RunningNode node, TestFile file, int part, int bytes, Exception fault) => node.Disk.Reading = (name, position, count) =>
    {
        if (name.EndsWith($".{file.Content}.{part}", StringComparison.Ordinal) && position + count > bytes)
            throw fault;
    };

    private static async Task AssertDamagedAsync(TestConnection client, TestFile file, int part)
    {
        Assert.Equal(1, (await StatusAsync(client)).PartsDamaged);
        var state = await client.AskAsync<GetState, StateReply>(new GetState(NoHeader, file.Path));
        Assert.All(file.PartsHere, here => Assert.Equal(here != part, state.Held.Holds(here)));
    }

    private static async Task<NodeStatus> StatusAsync(TestConnection client) =>
        (await client.AskAsync<GetNodeStatus, NodeStatusReply>(new GetNodeStatus(NoHeader))).Status;

    private static async Task<Status> CheckAsync(TestConnection client, TestFile file, int part) =>
        (await client.AskAsync<CheckPart, CheckReply>(new CheckPart(NoHeader, file.Content, part))).Outcome.Status;
}

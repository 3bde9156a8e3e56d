using System.IO.Hashing;
using DfsAspire.Node.Sessions;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class StageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(3 * 1024 * 1024 + 7)]
    public async Task A_staged_part_comes_back_as_it_went(int length)
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "docs/report.pdf", length);

        var staged = await client.StageAsync(file.Stage(2), file.Part(2));
        var (reply, contents) = await client.FetchAsync(new FetchPart(TestConnection.NoHeader, file.Content, 2, 0, -1));

        Assert.Equal(Status.Ok, staged.Outcome.Status);
        Assert.NotEqual(0, staged.View.Incarnation);
        Assert.Equal((length, length), (reply.Size, reply.Run));
        Assert.Equal(file.Part(2), contents);
    }

    [Fact]
    public async Task Two_parts_sent_back_to_back_are_both_taken()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 100_000);

        await client.SendStageAsync(file.Stage(2), file.Part(2));
        await client.SendStageAsync(file.Stage(3), file.Part(3));

        Assert.Equal(Status.Ok, (await client.ReadAsync<StageReply>()).Outcome.Status);
        Assert.Equal(Status.Ok, (await client.ReadAsync<StageReply>()).Outcome.Status);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 1)]
    [InlineData(1023, 2)]
    [InlineData(70_000, -1)]
    [InlineData(99_999, 50)]
    [InlineData(100_000, -1)]
    public async Task Any_range_of_a_part_can_be_fetched(int offset, int length)
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 100_000);
        await client.StageAsync(file.Stage(2), file.Part(2));

        var (reply, contents) = await client.FetchAsync(new FetchPart(TestConnection.NoHeader, file.Content, 2, offset, length));

        var expected = file.Part(2)[offset..];
        Assert.Equal(length < 0 ? expected : expected[..Math.Min(length, expected.Length)], contents);
        Assert.Equal(100_000, reply.Size);
    }

    [Fact]
    public async Task A_range_behind_the_end_is_refused_and_the_session_goes_on()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 10);
        await client.StageAsync(file.Stage(2), file.Part(2));

        var (behind, _) = await client.FetchAsync(new FetchPart(TestConnection.NoHeader, file.Content, 2, 11, -1));
        var (missing, _) = await client.FetchAsync(new FetchPart(TestConnection.NoHeader, file.Content, 3, 0, -1));

        Assert.Equal(Status.Malformed, behind.Outcome.Status);
        Assert.Equal(Status.PartMissing, missing.Outcome.Status);
    }

    [Fact]
    public async Task A_wrong_checksum_is_refused_and_the_session_goes_on()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 5000);

        var torn = await client.StageAsync(file.Stage(2), file.Part(2), checksum: 1);
        var absent = await client.FetchAsync(new FetchPart(TestConnection.NoHeader, file.Content, 2, 0, -1));
        var whole = await client.StageAsync(file.Stage(2), file.Part(2));

        Assert.Equal(Status.ChecksumMismatch, torn.Outcome.Status);
        Assert.Equal(Status.PartMissing, absent.Reply.Outcome.Status);
        Assert.Equal(Status.Ok, whole.Outcome.Status);
    }

    [Fact]
    public async Task A_refused_stage_leaves_the_connection_usable()
    {
        await using var node = await RunningNode.StartAsync(settings: "--Dfs:MaxStagedBytes=100000");
        using var client = await node.LogInAsync(node.Alice);
        var large = new TestFile(node.Alice, "large", SessionLimits.SkippedBytes);
        var small = new TestFile(node.Alice, "small", 1000);

        await client.SendStageAsync(large.Stage(2), large.Part(2));
        await client.SendStageAsync(small.Stage(2), small.Part(2));

        Assert.Equal(Status.TooLarge, (await client.ReadAsync<StageReply>()).Outcome.Status);
        Assert.Equal(Status.Ok, (await client.ReadAsync<StageReply>()).Outcome.Status);
    }

    [Fact]
    public async Task A_stage_is_refused_before_its_contents_have_come_and_a_long_one_closes()
    {
        await using var node = await RunningNode.StartAsync(settings: "--Dfs:MaxStagedBytes=100000");
        using var client = await node.LogInAsync(node.Alice);
        var request = new StagePart(TestConnection.NoHeader, ContentId.New(), StorePath.Parse("a"), 2, false, SessionLimits.SkippedBytes + 1);

        var reply = await client.AskAsync<StagePart, StageReply>(request);

        // It would not fit later, either.
        Assert.Equal(Status.TooLarge, reply.Outcome.Status);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task Truncated_contents_stage_nothing()
    {
        await using var node = await RunningNode.StartAsync();
        var file = new TestFile(node.Alice, "a", 500_000);
        using (var client = await node.LogInAsync(node.Alice))
        {
            client.Writer.Write(file.Stage(2));
            client.Writer.BeginContents(file.Part(2).Length);
            await client.WriteContentsAsync(file.Part(2).AsMemory(0, 300_000));
        }

        using var other = await node.LogInAsync(node.Alice);
        var incoming = Path.Combine(node.VolumePath, ".dfs", "incoming");
        await Eventually.TrueAsync(() => Task.FromResult(Directory.GetFiles(incoming).Length == 0));
        Assert.Equal(Status.PartMissing, (await other.FetchAsync(new FetchPart(TestConnection.NoHeader, file.Content, 2, 0, -1))).Reply.Outcome.Status);
    }

    [Fact]
    public async Task A_large_part_goes_on_over_another_connection_where_the_first_one_broke()
    {
        await using var node = await RunningNode.StartAsync();
        var file = new TestFile(node.Alice, "a", 3 * 1024 * 1024);
        using (var client = await node.LogInAsync(node.Alice))
        {
            client.Writer.Write(file.Stage(2));
            client.Writer.BeginContents(file.Part(2).Length);
            await client.WriteContentsAsync(file.Part(2).AsMemory(0, 2_000_000));
        }

        using var again = await node.LogInAsync(node.Alice);
        // The node waits for the broken connection to end, so that what it says holds.
        var staged = (await again.AskAsync<GetStaged, StagedReply>(new GetStaged(TestConnection.NoHeader, file.Content))).Parts[1];
        Assert.Equal(StagedState.Partial, staged.State);
        Assert.InRange(staged.Length, 1, 2_000_000);
        Assert.Equal(XxHash128.HashToUInt128(file.Part(2).AsSpan(0, (int)staged.Length)), staged.Checksum);

        again.Writer.Write(file.Stage(2) with { Offset = staged.Length });
        again.Writer.BeginContents(file.Part(2).Length - staged.Length);
        await again.WriteContentsAsync(file.Part(2).AsMemory((int)staged.Length));
        await again.Writer.SendAsync(new ContentsEnd(XxHash128.HashToUInt128(file.Part(2))), TestContext.Current.CancellationToken);
        Assert.Equal(Status.Ok, (await again.ReadAsync<StageReply>()).Outcome.Status);
        Assert.Equal(file.Part(2), (await again.FetchAsync(new FetchPart(TestConnection.NoHeader, file.Content, 2, 0, -1))).Contents);
    }

    [Fact]
    public async Task An_offset_behind_what_came_is_refused_and_the_session_goes_on()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 2 * 1024 * 1024);
        client.Writer.Write(file.Stage(2) with { Offset = 2 * 1024 * 1024 - 10 });
        client.Writer.BeginContents(10);
        await client.WriteContentsAsync(new byte[10]);
        await client.Writer.SendAsync(new ContentsEnd(1), TestContext.Current.CancellationToken);
        Assert.Equal(Status.NotStaged, (await client.ReadAsync<StageReply>()).Outcome.Status);
        Assert.Equal(Status.Ok, (await client.StageAsync(file.Stage(2), file.Part(2))).Outcome.Status);
    }

    [Fact]
    public async Task A_chunk_of_a_wrong_size_closes_the_connection()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 2000);
        await client.Writer.SendAsync(file.Stage(2), TestContext.Current.CancellationToken);
        await client.SendRawAsync(new byte[] { 0xc5, 0x03, 0xff });

        Assert.Equal(Status.Malformed, (await client.ReadAsync<Refusal>()).Outcome.Status);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task A_stage_with_a_bad_body_closes_since_nobody_knows_what_follows()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var request = new StagePart(TestConnection.NoHeader, ContentId.New(), StorePath.Parse("a"), 5, false, 10);

        Assert.Equal(Status.Malformed, (await client.AskRefusedAsync(request)).Status);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task A_stage_whose_deadline_passes_is_dropped_and_the_session_goes_on()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 5000);
        client.Writer.Write(file.Stage(2) with { Header = new RequestHeader(null, null, 1) });
        client.Writer.BeginContents(5000);
        await client.WriteContentsAsync(file.Part(2).AsMemory(0, 1000));

        var late = await client.ReadAsync<StageReply>();
        await client.WriteContentsAsync(file.Part(2).AsMemory(1000));
        await client.Writer.SendAsync(new ContentsEnd(XxHash128.HashToUInt128(file.Part(2))), TestContext.Current.CancellationToken);
        var next = await client.StageAsync(file.Stage(2), file.Part(2));

        Assert.Equal(Status.DeadlinePassed, late.Outcome.Status);
        Assert.Equal(Status.Ok, next.Outcome.Status);
    }

    [Fact]
    public async Task Parts_of_another_user_are_not_there()
    {
        await using var node = await RunningNode.StartAsync();
        using var alice = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 100);
        await alice.StageAsync(file.Stage(2), file.Part(2));
        using var administrator = await node.LogInAsync(node.Administrator);
        var bob = TestUser.Make("Bob");
        await administrator.AskAsync<PutAccount, PutAccountReply>(new PutAccount(TestConnection.NoHeader, bob.SignedBy(node.Administrator)));
        using var other = await node.LogInAsync(bob);

        var (reply, _) = await other.FetchAsync(new FetchPart(TestConnection.NoHeader, file.Content, 2, 0, -1));

        Assert.Equal(Status.PartMissing, reply.Outcome.Status);
    }
}

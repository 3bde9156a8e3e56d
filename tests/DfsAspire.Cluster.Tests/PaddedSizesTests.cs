using DfsAspire.Client.Connections;
using DfsAspire.Client.Recovery;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>A user the sizes of whose files nodes cannot see.</summary>
public sealed class PaddedSizesTests(TestCluster cluster) : ClusterTest(cluster)
{
    private const string Password = "the password of a user";
    private const int Large = 64 * 1024 * 1024 + 12_345;

    private readonly string _user = $"u{Guid.NewGuid():N}"[..20];

    private static StorePath Docs => StorePath.Parse("docs");

    [Theory]
    [InlineData(HiddenFromNodes.Lengths)]
    [InlineData(HiddenFromNodes.Lengths | HiddenFromNodes.Names)]
    public async Task Everything_works_as_ever_and_nodes_see_a_padded_length(HiddenFromNodes hidden)
    {
        await using var client = await AddAsync(hidden);
        int[] lengths = [0, 1, 1000, 1024, 1025, 65_536, 100_000, 262_144, 262_145, 300_001, 3_000_000];
        foreach (var length in lengths)
            await client.PutBytesAsync(Docs.Combine($"{length}"), Bytes.Of(length, length));
        foreach (var length in lengths)
        {
            Assert.Equal(Bytes.Of(length, length), await client.GetBytesAsync(Docs.Combine($"{length}")));
            using var written = new MemoryStream();
            Assert.Equal(length, (await client.GetAsync(Docs.Combine($"{length}"), written, null, Cancellation)).Length);
            Assert.Equal(Bytes.Of(length, length), written.ToArray());
        }

        var listed = (await client.ListAsync(Docs, Cancellation)).Entries;
        Assert.All(listed, entry => Assert.Equal((entry.Path.Name, PaddedLength.Of(entry.Length)), ($"{entry.Length}", entry.Length + entry.Padding)));
        Assert.Equal(lengths.Length, listed.Count);
        Assert.Equal(300_001, (await client.StatAsync(Docs.Combine("300001"), Cancellation))!.Length);

        // What every node has been told, and keeps.
        await using var session = await StoreSession.OpenAsync(Cluster.Options(_user, Password), Cancellation);
        foreach (var node in session.Nodes)
            foreach (var length in lengths)
            {
                var seen = await node.AskAsync<GetState, StateReply>("state", new GetState(default, session.Veil.Hide(Docs.Combine($"{length}"))), Cancellation);
                Assert.Equal(PaddedLength.Of(length), seen.Entry!.Entry.Length);
                Assert.Equal(Enumerable.Range(0, 4).Select(new Lanes(PaddedLength.Of(length)).SealedLength), seen.Entry.Entry.Parts.Select(part => part.Length));
            }

        Assert.Equal(PaddedLength.Of(100_000), PaddedLength.Of(99_000));
        Assert.Empty((await client.VerifyAsync([StorePath.Root], null, Cancellation)).Faults);
    }

    [Fact]
    public async Task Copies_moves_and_versions_keep_the_length()
    {
        await using var client = await AddAsync(HiddenFromNodes.Lengths);
        var (file, copy, moved) = (Docs.Combine("file"), Docs.Combine("copy"), Docs.Combine("moved"));
        await client.PutBytesAsync(file, Bytes.Of(70_000, 1));
        await client.PutBytesAsync(file, Bytes.Of(5, 2));
        Assert.Equal(5, (await client.CopyAsync(file, copy, overwrite: false, Cancellation)).Length);
        await client.MoveAsync(copy, moved, overwrite: false, Cancellation);
        Assert.Equal(Bytes.Of(5, 2), await client.GetBytesAsync(moved));
        var versions = (await client.ListVersionsAsync(file, Cancellation)).Versions;
        Assert.Equal([5, 70_000], versions.Select(version => version.Length));
        Assert.Equal(70_000, (await client.RestoreAsync(versions[1], target: null, overwrite: true, Cancellation)).Length);
        Assert.Equal(Bytes.Of(70_000, 1), await client.GetBytesAsync(file));
        Assert.Equal([("file", 70_000L), ("moved", 5)], (await client.ListAsync(Docs, Cancellation)).Entries.Select(entry => (entry.Path.Name, entry.Length)));
    }

    [Fact]
    public async Task Any_range_is_read_and_nothing_behind_the_end()
    {
        await using var client = await AddAsync(HiddenFromNodes.Lengths);
        var file = Docs.Combine("file");
        var content = Bytes.Of(9_000_001, 3);
        await client.PutBytesAsync(file, content);
        using var version = await client.OpenAsync(file, Cancellation);
        Assert.Equal(content.Length, version.Entry.Length);
        foreach (var (offset, length) in ((int, int)[])[(0, content.Length), (0, 1), (content.Length - 1, 1), (content.Length, 0), (4_000_000, content.Length - 4_000_000), (2_300_000, 70_000)])
        {
            using var range = new MemoryStream();
            await version.CopyToAsync(range, offset, length, Cancellation);
            Assert.True(content.AsSpan(offset, length).SequenceEqual(range.ToArray()), $"{length} bytes at {offset}");
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => version.CopyToAsync(Stream.Null, 1, content.Length, Cancellation));
    }

    [Fact]
    public async Task A_read_of_the_whole_file_fetches_what_fills_it_up_as_well()
    {
        await using (await AddAsync(HiddenFromNodes.Lengths))
        {
        }

        await using var client = await DfsClient.ConnectAsync(Cluster.Options(_user, Password, Links.Addresses), Cancellation);
        var file = Docs.Combine("file");
        // The shortest that are filled up to one length, and the longest.
        List<long> fetched = [];
        foreach (var length in (int[])[17_301_505, 17_825_792])
        {
            Assert.Equal(17_825_792, PaddedLength.Of(length));
            await client.PutBytesAsync(file, Bytes.Of(length, 4));
            var before = Links.Received;
            await client.GetBytesAsync(file);
            using var version = await client.OpenAsync(file, Cancellation);
            await version.CopyToAsync(Stream.Null, 0, length, Cancellation);
            fetched.Add(Links.Received - before);
        }

        Assert.InRange(fetched[0], fetched[1] - 100_000, fetched[1] + 100_000);
    }

    [Fact]
    public async Task Large_transfers_that_were_interrupted_go_on_and_the_volumes_alone_give_the_file_back()
    {
        await using (await AddAsync(HiddenFromNodes.Lengths))
        {
        }

        var options = Cluster.Options(_user, Password, Links.Addresses, Local("resume"));
        await using var client = await DfsClient.ConnectAsync(options, Cancellation);
        var (input, output, file) = (Local(), Path.Combine(Directory.CreateDirectory(Local("output")).FullName, "file"), Docs.Combine("file"));
        await Bytes.WriteFileAsync(input, Large, seed: 5);
        await InterruptedAsync(20_000_000, token => client.PutFileAsync(file, input, null, token));
        var sent = Links.Sent;
        await client.PutFileAsync(file, input, null, Cancellation);
        Assert.InRange(Links.Sent - sent, 1, PaddedLength.Of(Large) * 2 * 9 / 10);

        await InterruptedAsync(12_000_000, token => client.GetFileAsync(file, output, null, token));
        var received = Links.Received;
        await client.GetFileAsync(file, output, null, Cancellation);
        Assert.InRange(Links.Received - received, 1, PaddedLength.Of(Large) * 9 / 10);
        Assert.Equal(await File.ReadAllBytesAsync(input, Cancellation), await File.ReadAllBytesAsync(output, Cancellation));

        await Cluster.StopAsync(TestCluster.Numbers);
        var recovered = Local("recovered");
        var report = await VolumeRecovery.RunAsync(
            new RecoveryOptions { Volumes = [.. TestCluster.Numbers.Select(Cluster.VolumeOf)], User = _user, Password = Password, Output = recovered }, null, Cancellation);
        Assert.True(report.IsWhole);
        Assert.Equal(await File.ReadAllBytesAsync(input, Cancellation), await File.ReadAllBytesAsync(Path.Combine(recovered, file.Value), Cancellation));
    }

    [Fact]
    public async Task A_quota_counts_what_is_kept()
    {
        await using var client = await AddAsync(HiddenFromNodes.Lengths, new Quota(2500, null));
        await client.PutBytesAsync(Docs.Combine("1"), [1]);
        await client.PutBytesAsync(Docs.Combine("2"), [2]);
        var refused = await StoreCalls.FailsAsync(DfsFault.QuotaExceeded, () => client.PutBytesAsync(Docs.Combine("3"), [3]));
        Assert.Contains("would add 1024 bytes", refused.Message, StringComparison.Ordinal);
    }

    private async Task InterruptedAsync(long at, Func<CancellationToken, Task> transfer)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Links.To(2).At(at, stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transfer(stop.Token));
        Links.To(2).At(long.MaxValue, () => { });
    }

    private async Task<DfsClient> AddAsync(HiddenFromNodes hidden, Quota? quota = null)
    {
        await using (var administrator = await DfsAdministrator.ConnectAsync(Cluster.Options(ReservedNames.Administrator, TestCluster.AdministratorSecret), Cancellation))
            await administrator.AddUserAsync(_user, Password, quota ?? Quota.None, hidden, Cancellation);
        return await Cluster.ConnectAsync(_user, Password);
    }
}

using DfsAspire.Client.Sealing;

namespace DfsAspire.Cluster.Tests;

/// <summary>Part files that are not what they were.</summary>
public sealed class DamageTests(TestCluster cluster) : ClusterTest(cluster)
{
    // Large enough that each part is asked for at its own first holder, and has several segments.
    private static readonly byte[] Content = Bytes.Of(2 * 1024 * 1024, 1);

    [Fact]
    public async Task A_flipped_bit_in_any_part_is_named_and_read_from_the_other_holder()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Content);
        var length = new Lanes(Content.Length).SealedLength(0);
        long[] offsets = [0, Lanes.SealedSegmentLength - 1, Lanes.SealedSegmentLength, length / 2, length - 1];
        var named = 0;
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content))
            foreach (var offset in offsets)
            {
                part.FlipBitAt(offset);
                var (content, got) = await client.GetAllAsync(In("file"));
                Assert.True(Content.SequenceEqual(content), $"{part} at {offset}: other bytes came back");
                Assert.All(got.Faults, fault => Assert.Equal($"node{part.Node}", fault.Node));
                Assert.All(got.Faults, fault => Assert.Contains($"part {part.Part} of '{In("file")}' is damaged", fault.Reason, StringComparison.Ordinal));
                named += got.Faults.Count;
                part.FlipBitAt(offset);
            }

        // Of the two copies of a part the first is read; damage in the other is for the scrub to find.
        Assert.Equal(4 * offsets.Length, named);
        Assert.Empty((await client.GetAllAsync(In("file"))).Receipt.Faults);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2 * 1024 * 1024)]
    public async Task A_part_damaged_in_both_copies_is_an_integrity_error_and_leaves_no_file(int size)
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Bytes.Of(size, 4));
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Part == 3))
            part.FlipBitAt(5);
        var directory = Directory.CreateDirectory(Local()).FullName;
        var fault = await StoreCalls.FailsAsync(
            DfsFault.Integrity, () => client.GetFileAsync(In("file"), Path.Combine(directory, "output"), null, Cancellation));
        Assert.Contains("part 3 is damaged on node", fault.Message, StringComparison.Ordinal);
        Assert.Contains(In("file").Value, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(directory));
    }

    [Fact]
    public async Task A_stream_gets_nothing_that_was_not_authenticated()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Content);
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Part == 2))
            part.FlipBitAt(Lanes.SealedSegmentLength + 5);
        using var output = new MemoryStream();
        await StoreCalls.FailsAsync(DfsFault.Integrity, () => client.GetAsync(In("file"), output, null, Cancellation));
        Assert.Equal(Content.Length / 4 + Lanes.SegmentLength, output.Length);
        Assert.True(Content.AsSpan(0, (int)output.Length).SequenceEqual(output.ToArray()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task A_truncated_part_is_read_from_the_other_holder_and_missed_only_when_both_are(long left)
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Content);
        var copies = PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Part == 4).ToList();
        copies[0].Truncate(left);
        Assert.Equal(Content, await client.GetBytesAsync(In("file")));
        Assert.True((await client.ListAsync(Folder, Cancellation)).Entries.Single().IsComplete);
        copies[1].Truncate(left);
        Assert.False((await client.ListAsync(Folder, Cancellation)).Entries.Single().IsComplete);
        var fault = await StoreCalls.FailsAsync(DfsFault.Incomplete, () => client.GetBytesAsync(In("file")));
        Assert.Equal("File is incomplete.", fault.Message);
    }

    [Fact]
    public async Task Parts_swapped_on_the_disk_are_not_taken_for_each_other()
    {
        var client = await ConnectAsync();
        var one = await client.PutBytesAsync(In("one"), Bytes.Of(1000, 1));
        var two = await client.PutBytesAsync(In("two"), Bytes.Of(1000, 1));
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, one.Content))
        {
            var other = PartsOnDisk.Of(Cluster, Folder, two.Content).Single(file => file.Node == part.Node && file.Part == part.Part);
            var bytes = await File.ReadAllBytesAsync(part.File, Cancellation);
            await File.WriteAllBytesAsync(part.File, await File.ReadAllBytesAsync(other.File, Cancellation), Cancellation);
            await File.WriteAllBytesAsync(other.File, bytes, Cancellation);
        }

        await StoreCalls.FailsAsync(DfsFault.Integrity, () => client.GetBytesAsync(In("one")));
        await StoreCalls.FailsAsync(DfsFault.Integrity, () => client.GetBytesAsync(In("two")));
    }
}

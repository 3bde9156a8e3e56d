using System.IO.Hashing;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Transfer;

namespace DfsAspire.Gateway.Tests;

public sealed class SpoolTests
{
    [Fact]
    public async Task A_spool_has_no_name_that_a_crash_could_leave_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says of an open file whether it has a name still.");
        using var content = new MemoryStream([1, 2, 3]);

        using var spool = await Spool.FillAsync(content, "file", length: null, takes: null, TestContext.Current.CancellationToken);

        var file = new FileInfo($"/proc/self/fd/{spool.Handle.DangerousGetHandle()}").LinkTarget;
        Assert.EndsWith(" (deleted)", file, StringComparison.Ordinal);
        var read = new byte[3];
        Assert.Equal(3, RandomAccess.Read(spool.Handle, read, 0));
        Assert.Equal([1, 2, 3], read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100_000)]
    [InlineData(2_000_003)]
    public async Task What_is_hashed_on_its_way_is_what_a_pass_over_it_finds(int length)
    {
        using var content = new MemoryStream(Bytes.Of(length, 1));

        using var spool = await Spool.FillAsync(content, "file", length, takes: null, TestContext.Current.CancellationToken);

        var pass = await FileDigest.ComputeAsync(spool.Handle, "file", Veil.None, TestContext.Current.CancellationToken);
        Assert.Equal(pass.Placement, spool.Digest!.Placement);
        Assert.Equal(pass.LaneHashes, spool.Digest.LaneHashes);
        Assert.Equal(length, spool.Digest.Lanes.Length);
        // Held against the hash of each lane by itself, because the pass goes through the same hands.
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            var bytes = Bytes.Of(length, 1).AsSpan((int)pass.Lanes.PlainOffset(lane), (int)pass.Lanes.PlainLength(lane));
            Assert.Equal(XxHash128.HashToUInt128(bytes), spool.Digest.LaneHashes[lane]);
        }
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public async Task A_length_that_is_not_kept_leaves_the_hash_to_a_pass(long announced)
    {
        using var content = new MemoryStream(Bytes.Of(100, 1));

        using var spool = await Spool.FillAsync(content, "file", announced, takes: null, TestContext.Current.CancellationToken);

        Assert.Null(spool.Digest);
    }
}

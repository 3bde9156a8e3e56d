using System.IO.Hashing;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Client.Transfer;

namespace DfsAspire.Client.Tests.Transfer;

/// <summary>What is sealed of a file whose size is padded.</summary>
public sealed class PaddedSourceTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("dfs-padded-").FullName, "file");
    private readonly Keyring _keyring = Keyring.Create(HiddenFromNodes.Lengths);
    private readonly Veil _veil;

    public PaddedSourceTests() => _veil = Veil.Of(_keyring);

    public void Dispose()
    {
        _veil.Dispose();
        _keyring.Dispose();
        Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(300_000)]
    [InlineData(17_301_505)]
    public async Task It_is_the_file_and_zeros_behind_it(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await File.WriteAllBytesAsync(_file, content, TestContext.Current.CancellationToken);
        using var handle = File.OpenHandle(_file);
        var digest = await FileDigest.ComputeAsync(handle, "file", _veil, TestContext.Current.CancellationToken);
        Assert.Equal((length, PaddedLength.Of(length)), (digest.Length, digest.Lanes.Length));

        var read = Read(handle, digest);
        Assert.Equal(digest.Lanes.Length, read.Length);
        Assert.True(read.AsSpan(0, length).SequenceEqual(content));
        Assert.Equal(-1, read.AsSpan(length).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public async Task A_file_that_grows_meanwhile_is_seen_to_be_another()
    {
        await File.WriteAllBytesAsync(_file, [1, 2, 3], TestContext.Current.CancellationToken);
        using var handle = File.OpenHandle(_file, FileMode.Open, FileAccess.ReadWrite);
        var digest = await FileDigest.ComputeAsync(handle, "file", _veil, TestContext.Current.CancellationToken);
        Read(handle, digest);
        RandomAccess.Write(handle, [4], 3);
        Assert.Throws<Xunit.Sdk.EqualException>(() => Read(handle, digest));
        RandomAccess.SetLength(handle, 2);
        Assert.Equal(DfsFault.InputChanged, Assert.Throws<DfsException>(() => Read(handle, digest)).Fault);
    }

    // As an upload reads it, which holds every lane against the digest.
    private static byte[] Read(Microsoft.Win32.SafeHandles.SafeFileHandle handle, FileDigest digest)
    {
        var read = new MemoryStream();
        var buffer = new byte[Lanes.SegmentLength];
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            var source = new LaneSource(handle, digest, "file", lane);
            XxHash128 hash = new();
            for (var index = 0L; index < digest.Lanes.SegmentCount(lane); index++)
            {
                Array.Fill(buffer, (byte)0xee);
                var plain = source.Read(digest.Lanes.SegmentAt(lane, index), buffer);
                hash.Append(plain);
                read.Write(plain);
            }

            Assert.Equal(source.Hash, hash.GetCurrentHashAsUInt128());
        }

        return read.ToArray();
    }
}

using DfsAspire.Node.Storage;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>
/// What SQLite keeps beside the catalog of a node that was killed. It drops a damaged write-ahead log from the damage on and says nothing;
/// the catalog's sequence is lower then, and the other nodes remember it.
/// </summary>
public sealed class DamagedLogTests
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const int FrameBytes = FrameHeaderBytes + 4096;

    [Fact]
    public async Task A_flipped_bit_anywhere_in_the_log_is_harmless_or_found_or_shows_in_the_sequence()
    {
        var random = Seeded();
        await using var killed = await KilledVolume.MakeAsync();
        var log = killed.Read("-wal");
        var offsets = Enumerable.Range(0, HeaderBytes)
            .Concat(Enumerable.Range(0, log.Length / FrameBytes).Select(frame => HeaderBytes + frame * FrameBytes + random.Next(FrameHeaderBytes)))
            .Concat(Enumerable.Range(0, 300).Select(_ => random.Next(log.Length)));
        foreach (var at in offsets)
        {
            var bad = (byte[])log.Clone();
            bad[at] ^= (byte)(1 << random.Next(8));
            await killed.TryAsync("-wal", bad, $"byte {at}");
        }
    }

    [Fact]
    public async Task A_log_cut_anywhere_is_found_or_shows_in_the_sequence()
    {
        var random = Seeded();
        await using var killed = await KilledVolume.MakeAsync();
        var log = killed.Read("-wal");
        var lengths = Enumerable.Range(0, HeaderBytes + FrameHeaderBytes + 1)
            .Concat(Enumerable.Range(0, log.Length / FrameBytes).Select(frame => HeaderBytes + frame * FrameBytes + random.Next(3) - 1))
            .Concat(Enumerable.Range(0, 100).Select(_ => random.Next(log.Length)));
        foreach (var length in lengths)
            await killed.TryAsync("-wal", log[..length], $"cut at {length}");
    }

    [Fact]
    public async Task The_index_of_the_log_is_made_anew_whatever_it_was()
    {
        var random = Seeded();
        await using var killed = await KilledVolume.MakeAsync();
        var index = killed.Read("-shm");
        Assert.NotEmpty(index);
        for (var round = 0; round < 200; round++)
        {
            var bad = (byte[])index.Clone();
            bad[round < 136 ? round : random.Next(index.Length)] ^= (byte)(1 << random.Next(8));
            await killed.TryAsync("-shm", bad, $"round {round}", mayForget: false);
        }

        foreach (var length in (int[])[0, 1, 47, 48, 96, 136, 4096, index.Length - 1])
            await killed.TryAsync("-shm", index[..length], $"cut at {length}", mayForget: false);
    }

    private static Random Seeded()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    /// <summary>What is on the disk of a node that was killed, to be opened again and again.</summary>
    private sealed class KilledVolume(TestVolume volume) : IAsyncDisposable
    {
        private readonly VolumeOptions _image = volume.Copy();
        private readonly Dictionary<string, byte[]> _sound = [];
        private IReadOnlyList<string> _rows = [];
        private long _sequence;

        private string Catalog => Path.Combine(_image.Directory, ".dfs", "catalog.db");

        public static async Task<KilledVolume> MakeAsync()
        {
            var volume = await DamagedCatalogTests.MakeAsync();
            var killed = new KilledVolume(volume);
            foreach (var end in (string[])["", "-wal", "-shm"])
                killed._sound[end] = await File.ReadAllBytesAsync(killed.Catalog + end, TestVolume.Cancel);
            Assert.True(await CatalogTrust.IsTrustedAsync(killed._image));
            (killed._rows, killed._sequence) = (CatalogRows.Read(killed.Catalog), CatalogRows.Sequence(killed.Catalog));
            return killed;
        }

        public byte[] Read(string end) => _sound[end];

        /// <summary>Puts other bytes in the place of one of the files, and all else as it was.</summary>
        public async Task TryAsync(string end, byte[] bytes, string what, bool mayForget = true)
        {
            CatalogTrust.RemoveAsides(_image);
            foreach (var (name, sound) in _sound)
                await File.WriteAllBytesAsync(Catalog + name, name == end ? bytes : sound, TestVolume.Cancel);
            if (!await CatalogTrust.IsTrustedAsync(_image))
                return;
            var sequence = CatalogRows.Sequence(Catalog);
            Assert.True(
                mayForget && sequence < _sequence || sequence == _sequence && CatalogRows.Read(Catalog).SequenceEqual(_rows),
                $"{what}: the catalog is at {sequence} of {_sequence} and says something else, and nobody noticed");
        }

        public ValueTask DisposeAsync() => volume.DisposeAsync();
    }
}

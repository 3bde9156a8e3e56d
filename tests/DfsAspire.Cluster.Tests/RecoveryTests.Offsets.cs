using System.Security.Cryptography;
using System.Text;
using DfsAspire.Client.Recovery;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Cluster.Tests;

// Bits turned over, and cuts, all over what a recovery reads.
public sealed partial class RecoveryTests
{
    // What is derived takes a third of a second each time, and is always the same.
    private readonly Dictionary<PasswordDerivation, byte[]> _roots = [];

    [Fact]
    public async Task A_flipped_bit_or_a_cut_anywhere_in_one_copy_of_a_part_costs_nothing()
    {
        Copy(1, 2, 3, 4);
        var part = PartsOf(null).First(part => part.File.Contains("note", StringComparison.Ordinal));
        foreach (var damaged in Damaged(await File.ReadAllBytesAsync(part.File, TestContext.Current.CancellationToken), 40))
        {
            await File.WriteAllBytesAsync(part.File, damaged.Bytes, TestContext.Current.CancellationToken);
            var report = await RecoverAgainAsync([1, 2, 3, 4]);
            Assert.True(report.IsWhole, damaged.What);
            HasEverything();
        }
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_in_the_only_copy_of_a_part_costs_that_file_at_most_and_never_gives_other_bytes()
    {
        Copy(1, 3);
        var part = PartsOf(null).First(part => part.Part == 1 && part.File.Contains("note", StringComparison.Ordinal));
        var sound = await File.ReadAllBytesAsync(part.File, TestContext.Current.CancellationToken);
        var contents = sound.Length - TrailerOf(part.File).ToBytes().Length;
        for (var at = 0; at < sound.Length; at += at < contents ? 1 : 11)
        {
            part.FlipBitAt(at);
            var report = await RecoverAgainAsync([1, 3]);
            part.FlipBitAt(at);
            // A damaged trailer hides no part.
            Assert.Equal(at < contents ? ["docs/.note"] : [], Failed(report));
            Assert.Equal(at >= contents, File.Exists(Path.Combine(Output, "docs", ".note")));
            if (at >= contents)
                HasEverything();
        }
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "")]
    [InlineData(2, "-wal")]
    public async Task A_flipped_bit_or_a_cut_anywhere_in_one_catalog_costs_nothing(int node, string end)
    {
        Copy(1, 2, 3, 4);
        var file = Path.Combine(VolumeOf(node), ".dfs", $"catalog.db{end}");
        foreach (var damaged in Damaged(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), 40))
        {
            await File.WriteAllBytesAsync(file, damaged.Bytes, TestContext.Current.CancellationToken);
            var report = await RecoverAgainAsync([1, 2, 3, 4]);
            Assert.True(report.IsWhole, damaged.What);
            HasEverything();
            Assert.False(File.Exists(Path.Combine(Output, "gone")), damaged.What);
        }
    }

    private static IEnumerable<(byte[] Bytes, string What)> Damaged(byte[] sound, int count)
    {
        var seed = Seeds.Draw();
        var random = new Random(seed);
        for (var round = 0; round < count; round++)
        {
            var at = random.Next(sound.Length);
            var bad = (byte[])sound.Clone();
            bad[at] ^= (byte)(1 << random.Next(8));
            yield return round % 4 == 3 ? (sound[..at], $"seed {seed}: cut at {at}") : (bad, $"seed {seed}: byte {at}");
        }
    }

    private Task<RecoveryReport> RecoverAgainAsync(int[] nodes)
    {
        if (Directory.Exists(Output))
            Directory.Delete(Output, recursive: true);
        return VolumeRecovery.RunAsync(Options(nodes) with { DeriveKeys = DeriveAsync }, null, TestContext.Current.CancellationToken);
    }

    private Task<PasswordKeys> DeriveAsync(string password, PasswordDerivation derivation, CancellationToken cancellationToken)
    {
        if (!_roots.TryGetValue(derivation, out var root))
        {
            root = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), derivation.Salt.Span, derivation.Rounds, HashAlgorithmName.SHA256, 32);
            _roots.Add(derivation, root);
        }

        return Task.FromResult(new PasswordKeys([.. root]));
    }
}

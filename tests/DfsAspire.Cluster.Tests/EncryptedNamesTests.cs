using System.Text;
using DfsAspire.Client.Recovery;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Cluster.Tests;

/// <summary>A user whose names of files and folders nodes cannot read.</summary>
public sealed class EncryptedNamesTests(TestCluster cluster) : ClusterTest(cluster)
{
    private const string First = "the first password of a user";
    private const string Second = "the second password of a user";

    // In every path of the test, and nowhere else.
    private const string Canary = "canary";

    private readonly string _user = $"u{Guid.NewGuid():N}"[..20];

    private static StorePath Docs => StorePath.Parse($"docs {Canary}");

    [Fact]
    public async Task Everything_works_as_ever_and_no_volume_holds_a_name()
    {
        await using var client = await AddAsync(Quota.None);
        var (file, moved) = (Docs.Combine($"{Canary} 1"), Docs.Combine($"deep {Canary}").Combine($"{Canary} 2"));
        await client.PutBytesAsync(file, Bytes.Of(300_000, seed: 1));
        await client.PutBytesAsync(file, Bytes.Of(200_000, seed: 2));
        await client.CopyAsync(file, Docs.Combine($"a copy {Canary}"), overwrite: false, Cancellation);
        await client.MoveTreeAsync(file, moved, overwrite: false, Cancellation);
        await client.MakeFolderAsync(Docs.Combine($"z {Canary}"), Cancellation);

        Assert.Equal([$"a copy {Canary}", $"deep {Canary}", $"z {Canary}"], await NamesAsync(client, Docs));
        Assert.Equal(Bytes.Of(200_000, seed: 2), await client.GetBytesAsync(moved));
        var deleted = await client.ListDeletedAsync(Docs, Cancellation);
        Assert.Equal([file], deleted.Entries.Select(version => version.Path));
        var versions = await client.ListVersionsAsync(file, Cancellation);
        Assert.Equal([200_000, 300_000], versions.Versions.Select(version => version.Length));
        await client.RestoreAsync(versions.Versions[1], target: null, overwrite: false, Cancellation);
        Assert.Equal(Bytes.Of(300_000, seed: 1), await client.GetBytesAsync(file));
        Assert.Empty((await client.VerifyAsync([StorePath.Root], null, Cancellation)).Faults);
        await client.DeleteAsync(Docs.Combine($"z {Canary}"), Cancellation);
        var missing = await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(Docs.Combine("nothing")));
        Assert.Contains($"{Docs}/nothing", missing.Message, StringComparison.Ordinal);

        await NoVolumeHoldsAsync(Canary);
    }

    [Fact]
    public async Task Names_survive_passwords_master_keys_recovery_keys_and_the_nodes()
    {
        await using (var client = await AddAsync(Quota.None))
        {
            await client.PutBytesAsync(Docs.Combine("file"), Bytes.Of(100_000, seed: 3));
            await client.ChangePasswordAsync(Second, Cancellation);
            await Eventually.TrueAsync("the keys are rotated", TimeSpan.FromMinutes(1), async () => (await client.RotateKeyAsync(null, Cancellation)).IsDone);
        }

        await using (var again = await Cluster.ConnectAsync(_user, Second))
        {
            Assert.Equal(["file"], await NamesAsync(again, Docs));
            Assert.Equal(Bytes.Of(100_000, seed: 3), await again.GetBytesAsync(Docs.Combine("file")));
            await again.PutBytesAsync(Docs.Combine("later"), [1]);
        }

        await Cluster.StopAsync(TestCluster.Numbers);
        var output = Local();
        var report = await VolumeRecovery.RunAsync(
            new RecoveryOptions { Volumes = [.. TestCluster.Numbers.Select(Cluster.VolumeOf)], User = _user, Password = Second, Output = output }, null, Cancellation);
        Assert.True(report.IsWhole);
        Assert.Equal(Bytes.Of(100_000, seed: 3), await File.ReadAllBytesAsync(Path.Combine(output, Docs.Value, "file"), Cancellation));
        Assert.Equal([1], await File.ReadAllBytesAsync(Path.Combine(output, Docs.Value, "later"), Cancellation));
    }

    [Fact]
    public async Task A_large_folder_is_listed_in_the_order_of_its_names_and_what_nodes_say_is_readable()
    {
        await using var client = await AddAsync(new Quota(null, 600));
        await client.MakeFolderAsync(Docs, Cancellation);
        // More than a node tells at once.
        var names = Enumerable.Range(0, 600).Select(number => $"{number:000} {new string('n', 100)}").ToList();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation }, async (name, _) => await client.PutBytesAsync(Docs.Combine(name), []));
        Assert.Equal(names, await NamesAsync(client, Docs));

        var refused = await StoreCalls.FailsAsync(DfsFault.QuotaExceeded, () => client.PutBytesAsync(Docs.Combine("one more"), [1]));
        Assert.Contains($"{Docs}/one more would add 1 bytes", refused.Message, StringComparison.Ordinal);
        var tooLong = await StoreCalls.FailsAsync(DfsFault.Conflict, () => client.PutBytesAsync(StorePath.Parse(new string('x', 161)), [1]));
        Assert.Contains("your names are encrypted", tooLong.Message, StringComparison.Ordinal);
    }

    private async Task<DfsClient> AddAsync(Quota quota)
    {
        await using (var administrator = await DfsAdministrator.ConnectAsync(Cluster.Options(ReservedNames.Administrator, TestCluster.AdministratorSecret), Cancellation))
            await administrator.AddUserAsync(_user, First, quota, HiddenFromNodes.Names, Cancellation);
        return await Cluster.ConnectAsync(_user, First);
    }

    private static async Task<IEnumerable<string>> NamesAsync(DfsClient client, StorePath folder) =>
        (await client.ListAsync(folder, Cancellation)).Entries.Select(entry => entry.Path.Name);

    // Neither in what a file is called nor in what it holds.
    private async Task NoVolumeHoldsAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await Cluster.StopAsync(TestCluster.Numbers);
        foreach (var file in TestCluster.Numbers.SelectMany(node => Directory.EnumerateFiles(Cluster.VolumeOf(node), "*", SearchOption.AllDirectories)))
        {
            Assert.DoesNotContain(text, file, StringComparison.Ordinal);
            Assert.True((await File.ReadAllBytesAsync(file, Cancellation)).AsSpan().IndexOf(bytes) < 0, file);
        }
    }
}

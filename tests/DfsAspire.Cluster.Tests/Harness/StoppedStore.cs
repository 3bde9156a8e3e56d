using DfsAspire.Client.Recovery;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>The volumes of a cluster that has held files of alice and bob and runs no more. Each test works on copies.</summary>
public sealed class StoppedStore : IAsyncLifetime
{
    internal static readonly byte[] Large = Bytes.Of(1_200_000, 1);
    internal static readonly byte[] Older = Bytes.Of(70_000, 2);
    internal static readonly byte[] Newer = Bytes.Of(90_000, 3);
    internal static readonly byte[] Gone = Bytes.Of(500, 4);
    internal static readonly byte[] Moved = Bytes.Of(5_000, 5);

    private readonly TestCluster _cluster = new();

    /// <summary>What became of an attempt while the nodes ran.</summary>
    internal Exception? WhileRunning { get; private set; }

    internal ContentId LargeContent { get; private set; }

    internal ContentId NewerContent { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        await using (var alice = await _cluster.ConnectAsync())
        {
            LargeContent = (await alice.PutBytesAsync(StorePath.Parse("large"), Large)).Content;
            await alice.PutBytesAsync(StorePath.Parse("docs/deep/empty"), []);
            await alice.PutBytesAsync(StorePath.Parse("docs/.note"), [42]);
            await alice.PutBytesAsync(StorePath.Parse("twice"), Older);
            NewerContent = (await alice.PutBytesAsync(StorePath.Parse("twice"), Newer)).Content;
            await alice.PutBytesAsync(StorePath.Parse("gone"), Gone);
            await alice.DeleteAsync(StorePath.Parse("gone"), TestContext.Current.CancellationToken);
            await alice.MakeFolderAsync(StorePath.Parse("folder"), TestContext.Current.CancellationToken);
            await alice.PutBytesAsync(StorePath.Parse("before"), Moved);
            await alice.MoveAsync(StorePath.Parse("before"), StorePath.Parse("after"), overwrite: false, TestContext.Current.CancellationToken);
        }

        await using (var bob = await _cluster.ConnectAsync("bob"))
            await bob.PutBytesAsync(StorePath.Parse("of bob"), [1, 2, 3]);
        var output = Path.Combine(_cluster.Files, "while running");
        WhileRunning = await Record.ExceptionAsync(() => VolumeRecovery.RunAsync(
            new RecoveryOptions { Volumes = [_cluster.VolumeOf(1)], User = "alice", Password = TestCluster.AlicePassword, Output = output },
            null, TestContext.Current.CancellationToken));
        // A node that is killed leaves much of its catalog in the write-ahead log.
        _cluster.Kill(2, 4);
        await _cluster.StopAsync(1, 3);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>Copies a node's volume, as it stood when its node ended.</summary>
    internal void Copy(int node, string to)
    {
        var from = _cluster.VolumeOf(node);
        foreach (var directory in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, directory)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}

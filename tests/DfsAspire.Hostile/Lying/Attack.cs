using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Hostile.Lying;

/// <summary>
/// All that a user does, before a node that lies, and what must come of it: everything succeeds, every byte is right, in bounded time, and
/// nobody but the liar is blamed.
/// </summary>
internal sealed class Attack(Scene scene, LyingNode liar)
{
    /// <summary>No command takes longer, in virtual time, whatever one node does.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private static readonly byte[] Old = Scene.Bytes(1, 3000), New = Scene.Bytes(2, 3000), Newest = Scene.Bytes(3, 3000), Other = Scene.Bytes(4, 3001);
    private static readonly byte[] Large = Scene.Bytes(5, 700_000), Half = Scene.Bytes(6, 5000);

    private readonly List<NodeFault> _faults = [];

    /// <summary>What nodes were blamed for.</summary>
    public IReadOnlyList<NodeFault> Faults => _faults;

    /// <summary>Fills the store while the node is honest and watches.</summary>
    public async Task PrepareAsync()
    {
        await using (var bob = await scene.ConnectAsync("bob"))
        {
            await Scene.PutAsync(bob, "docs/a", Other);
            await Scene.GetAsync(bob, "docs/a");
            await bob.ListAsync(StorePath.Parse("docs"), CancellationToken.None);
        }

        await using var alice = await scene.ConnectAsync();
        await Scene.PutAsync(alice, "docs/a", Old);
        await Scene.PutAsync(alice, "docs/gone", Other);
        await alice.ListAsync(StorePath.Parse("docs"), CancellationToken.None);
        await alice.VerifyAsync([StorePath.Root], null, CancellationToken.None);
        await Scene.PutAsync(alice, "docs/a", New);
        await Scene.PutAsync(alice, "docs/b", Other);
        await Scene.PutAsync(alice, "docs/large", Large);
        await alice.MakeFolderAsync(StorePath.Parse("docs/folder"), CancellationToken.None);
        await Scene.GetAsync(alice, "docs/gone");
        await alice.DeleteAsync(StorePath.Parse("docs/gone"), CancellationToken.None);
        await alice.VerifyAsync([StorePath.Root], null, CancellationToken.None);
        await Scene.GetAsync(alice, "docs/b");
        await HalfWriteAsync(alice);
    }

    /// <summary>Does everything while it lies.</summary>
    public async Task RunAsync()
    {
        var alice = await DoAsync("log in", () => scene.ConnectAsync(), static _ => []);
        await using var _ = alice;
        await ReadAllAsync(alice);
        await WriteAllAsync(alice);
        await DoAsync("verify", () => alice.VerifyAsync([StorePath.Root], null, CancellationToken.None), report =>
            // That a node lacks a part of what was half written is no blame, but the truth.
            [.. report.NodeFaults,
                .. report.Faults.Where(fault =>
                    fault.Node is not null && !(fault.Node != $"node{liar.Number}" && fault.Reason.Contains("does not hold",
                        StringComparison.Ordinal))).Select(fault => new NodeFault(fault.Node!, fault.Reason))]);
    }

    /// <summary>What was acknowledged is there without the liar.</summary>
    public async Task CheckAfterAsync()
    {
        liar.Lie = null;
        scene.Cluster.Node(liar.Number).Crash();
        await using var alice = await scene.ConnectAsync();
        Assert.Equal(Newest, (await Scene.GetAsync(alice, "docs/a")).Bytes);
        Assert.Equal(Newest, (await Scene.GetAsync(alice, "docs/new")).Bytes);
        Assert.Equal(Large, (await Scene.GetAsync(alice, "docs/large")).Bytes);
        Assert.Equal(Large, (await Scene.GetAsync(alice, "docs/moved")).Bytes);
        Assert.Equal(DfsFault.NotFound, (await Assert.ThrowsAsync<DfsException>(() => Scene.GetAsync(alice, "docs/b"))).Fault);
        Assert.Equal(["a", "folder", "half", "large", "made", "moved", "new"], await NamesAsync(alice));
    }

    private async Task ReadAllAsync(DfsClient alice)
    {
        await GetAsync(alice, "docs/a", New);
        await GetAsync(alice, "docs/b", Other);
        await GetAsync(alice, "docs/half", Half);
        await GetFileAsync(alice, "docs/large", Large);
        await FailAsync("get what was deleted", () => Scene.GetAsync(alice, "docs/gone"), DfsFault.NotFound);
        await FailAsync("get what never was", () => Scene.GetAsync(alice, "docs/never"), DfsFault.NotFound);
        await DoAsync("list", async () =>
        {
            var listing = await alice.ListAsync(StorePath.Parse("docs"), CancellationToken.None);
            Assert.Equal(["a", "b", "folder", "half", "large"], listing.Entries.Select(entry => entry.Path.Name));
            Assert.Equal([3000, 3001, 0, 5000, 700_000], listing.Entries.Select(entry => entry.Length));
            return listing;
        }, listing => listing.Faults);
        await DoAsync("status", () => alice.GetStatusAsync(CancellationToken.None), status =>
            [.. status.Nodes.Where(node => node.Fault is not null).Select(node => new NodeFault(node.Address.Name, node.Fault!))]);
    }

    private async Task WriteAllAsync(DfsClient alice)
    {
        await DoAsync("put over", () => Scene.PutAsync(alice, "docs/a", Newest), receipt => receipt.Faults);
        await GetAsync(alice, "docs/a", Newest);
        await DoAsync("put", () => Scene.PutAsync(alice, "docs/new", Newest), receipt => receipt.Faults);
        await GetAsync(alice, "docs/new", Newest);
        await FailAsync("put over a folder", () => Scene.PutAsync(alice, "docs/folder", Newest), DfsFault.Conflict);
        await DoAsync("mkdir", () => alice.MakeFolderAsync(StorePath.Parse("docs/made"), CancellationToken.None), receipt => receipt.Faults);
        await DoAsync("delete", () => alice.DeleteAsync(StorePath.Parse("docs/b"), CancellationToken.None), receipt => receipt.Faults);
        await CopyAndMoveAsync(alice);
        await FailAsync("get what was deleted just now", () => Scene.GetAsync(alice, "docs/b"), DfsFault.NotFound);
        Assert.Equal(["a", "folder", "half", "large", "made", "moved", "new"], await NamesAsync(alice));
        var stamp = (await DoAsync("put again", () => Scene.PutAsync(alice, "docs/a", Newest), receipt => receipt.Faults)).Stamp;
        Assert.True(stamp.Counter < (ulong)(Simulation.Engine.World.Epoch.AddDays(3) - DateTimeOffset.UnixEpoch).TotalMicroseconds, $"the stamp is {stamp}");
    }

    private async Task CopyAndMoveAsync(DfsClient alice)
    {
        var (large, copied, moved) = (StorePath.Parse("docs/large"), StorePath.Parse("docs/copied"), StorePath.Parse("docs/moved"));
        await DoAsync("copy", () => alice.CopyAsync(large, copied, overwrite: false, CancellationToken.None), receipt => receipt.Faults);
        await DoAsync("move", () => alice.MoveAsync(copied, moved, overwrite: false, CancellationToken.None), receipt => receipt.Faults);
        await GetAsync(alice, "docs/moved", Large);
        await FailAsync("get what was moved", () => Scene.GetAsync(alice, "docs/copied"), DfsFault.NotFound);
    }

    // A write that reached one honest node only: reading it makes the client finish it at the others.
    private async Task HalfWriteAsync(DfsClient alice)
    {
        var only = scene.Liar((liar.Number % 4) + 1);
        foreach (var node in scene.Liars.Where(node => node != only))
            node.Lie = Lies.Simple.RefusedCommit;
        var fault = await Assert.ThrowsAsync<DfsException>(() => Scene.PutAsync(alice, "docs/half", Half));
        Assert.Equal(DfsFault.OutcomeOpen, fault.Fault);
        foreach (var node in scene.Liars)
            (node.Lie, node.Told) = (null, 0);
    }

    private static async Task<IEnumerable<string>> NamesAsync(DfsClient alice) =>
        (await alice.ListAsync(StorePath.Parse("docs"), CancellationToken.None)).Entries.Select(entry => entry.Path.Name);

    private Task<GetReceipt> GetAsync(DfsClient alice, string path, byte[] expected) => DoAsync($"get {path}", async () =>
    {
        var (bytes, receipt) = await Scene.GetAsync(alice, path);
        Assert.Equal(expected, bytes);
        return receipt;
    }, receipt => receipt.Faults);

    private Task<GetReceipt> GetFileAsync(DfsClient alice, string path, byte[] expected) => DoAsync($"get {path} into a file", async () =>
    {
        var file = Path.Combine(Path.GetTempPath(), $"dfs-hostile-{Guid.NewGuid():N}");
        try
        {
            var receipt = await alice.GetFileAsync(StorePath.Parse(path), file, null, CancellationToken.None);
            Assert.Equal(expected, await File.ReadAllBytesAsync(file));
            return receipt;
        }
        finally
        {
            File.Delete(file);
        }
    }, receipt => receipt.Faults);

    private Task<DfsException> FailAsync(string what, Func<Task> call, DfsFault expected) => DoAsync(what, async () =>
    {
        var fault = await Assert.ThrowsAsync<DfsException>(call);
        Assert.True(fault.Fault == expected, $"{what} ended with {fault.Fault}: {fault.Message}");
        return fault;
    }, fault => fault.Faults);

    private async Task<T> DoAsync<T>(string what, Func<Task<T>> call, Func<T, IEnumerable<NodeFault>> faults)
    {
        var began = scene.World.Now;
        T result;
        try
        {
            result = await call();
        }
        catch (DfsException fault)
        {
            throw new InvalidOperationException($"{what}: {fault.Fault}: {fault.Message} ({string.Join("; ", fault.Faults)})", fault);
        }

        var took = scene.World.Now - began;
        Assert.True(took < Longest, $"{what} took {took.TotalSeconds:0.0} s");
        foreach (var fault in faults(result))
        {
            Assert.True(fault.Node == $"node{liar.Number}", $"{what}: an honest node is blamed: {fault}");
            _faults.Add(fault);
        }

        return result;
    }
}

using DfsAspire.Client.Store;
using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Hostile.Lies;

/// <summary>An honest node whose disk does not give parts back: it can only break off in their middle, as one does that is lost.</summary>
internal static class UnreadableParts
{
    private const int Number = 2;

    // More than a client puts up with from a node that is lost.
    private const int Files = 5;

    // A part of each is sent in several pieces.
    private const int FileBytes = 2_000_000;

    // Parts that could not be had are tried again after a minute.
    private static readonly TimeSpan Healing = TimeSpan.FromMinutes(2);

    /// <summary>Every part that the disk does not give is named and mended, and the node is asked for all of them.</summary>
    public static async Task VerifyAsync(Scene scene)
    {
        await using var alice = await scene.ConnectAsync();
        for (var file = 0; file < Files; file++)
            await Scene.PutAsync(alice, PathOf(file), ContentOf(file));
        var disk = scene.Cluster.Node(Number).Disk!;
        disk.Unreadable = BreaksOff;

        var report = await alice.VerifyAsync([StorePath.Root], null, CancellationToken.None);
        Assert.Equal(2 * Files, report.Faults.Count);
        Assert.All(report.Faults, fault => Assert.Equal($"node{Number}", fault.Node));
        Assert.All(report.Faults, fault => Assert.Contains("does not give its bytes back", fault.Reason, StringComparison.Ordinal));
        Assert.Equal(6 * Files, report.Parts);

        disk.Unreadable = null;
        await AssertMendedAsync(scene, alice);
    }

    /// <summary>Who reads a file has its bytes from the other holder, and the node knows from then on which part of it is damaged.</summary>
    public static async Task ReadAsync(Scene scene)
    {
        await using var alice = await scene.ConnectAsync();
        for (var file = 0; file < Files; file++)
            await Scene.PutAsync(alice, PathOf(file), ContentOf(file));
        var disk = scene.Cluster.Node(Number).Disk!;
        disk.Unreadable = BreaksOff;

        var noticed = 0;
        for (var file = 0; file < Files; file++)
        {
            Assert.Equal(ContentOf(file), (await Scene.GetAsync(alice, PathOf(file))).Bytes);
            noticed += (await StatusAsync(scene)).PartsDamaged > 0 ? 1 : 0;
        }

        Assert.True(noticed > 0, "nobody noticed that the disk does not give parts");
        disk.Unreadable = null;
        await AssertMendedAsync(scene, alice);
    }

    private static string PathOf(int file) => $"docs/{file}";

    private static byte[] ContentOf(int file) => Scene.Bytes(70 + file, FileBytes);

    private static bool BreaksOff(string name, long position) => !name.StartsWith(".dfs/", StringComparison.Ordinal) && position > 0;

    private static async Task AssertMendedAsync(Scene scene, DfsClient alice)
    {
        await scene.World.DelayAsync(Healing);
        Assert.True(await StatusAsync(scene) is { PartsDamaged: 0, PartsMissing: 0 }, "the parts were not mended");
        Assert.Empty((await alice.VerifyAsync([StorePath.Root], null, CancellationToken.None)).Faults);
    }

    private static Task<NodeStatus> StatusAsync(Scene scene) => scene.Cluster.Node(Number).Store!.GetStatusAsync(CancellationToken.None);
}

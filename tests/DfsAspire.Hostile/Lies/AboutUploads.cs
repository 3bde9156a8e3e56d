using DfsAspire.Client.Store;
using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies about what is left of an interrupted upload, and about repairs.</summary>
internal static class AboutUploads
{
    private const int LargeBytes = 9 * 1024 * 1024;

    /// <summary>Lies to GetStaged, all harmless but for bytes that are sent again.</summary>
    public static IEnumerable<Lie> Staged() =>
    [
        Of("every part is whole here", truth =>
            truth with { Parts = [.. truth.Parts.Select(part => part with { State = StagedState.Whole, Length = LargeBytes / 4 })] }),
        Of("it is committed", truth => truth with { Parts = [.. truth.Parts.Select(part => part with { State = StagedState.Committed })] }),
        Of("more is here than there is", truth =>
            truth with { Parts = [.. truth.Parts.Select(part => part with { State = StagedState.Partial, Length = long.MaxValue })] }),
        Of("nothing is here", truth => truth with { Parts = StagedReply.Nothing }),
        Of("it is closed", truth => truth with { Outcome = new Outcome(Status.Closed, "closed") }),
        .. Simple.About(MessageKind.GetStaged),
    ];

    /// <summary>Lies to RepairNow. A node that says that it is at work is waited for: repairs take hours.</summary>
    public static IEnumerable<Lie> Repairs() =>
        Simple.About(MessageKind.RepairNow).Where(lie => !lie.Name.StartsWith("says for ever", StringComparison.Ordinal));

    /// <summary>Interrupts a large upload and goes on with it before a node that lies about what it has.</summary>
    public static async Task ResumeAsync(Scene scene, Lie lie, int number)
    {
        var home = Directory.CreateTempSubdirectory("dfs-hostile-");
        try
        {
            var file = Path.Combine(home.FullName, "large");
            var bytes = Scene.Bytes(31, LargeBytes);
            await File.WriteAllBytesAsync(file, bytes);
            await using var alice = await scene.ConnectAsync(new Simulation.Network.Host("uploader"), Path.Combine(home.FullName, "resume"));
            using var interrupt = new CancellationTokenSource();
            var progress = new OnProgress(done => done > LargeBytes / 2, interrupt.Cancel);
            await Assert.ThrowsAsync<TransferInterruptedException>(() => alice.PutFileAsync(StorePath.Parse("large"), file, progress, interrupt.Token));
            // The world's clock is ahead of the disk's.
            foreach (var record in home.GetFiles("*", SearchOption.AllDirectories))
                record.LastWriteTimeUtc = (Simulation.Engine.World.Epoch + scene.World.Now).UtcDateTime;
            scene.Liar(number).Lie = lie;
            var began = scene.World.Now;
            await alice.PutFileAsync(StorePath.Parse("large"), file, null, CancellationToken.None);
            Assert.True(scene.Liar(number).Told > 0);
            Assert.True(scene.World.Now - began < Attack.Longest, $"it took {scene.World.Now - began}");
            scene.Liar(number).Lie = null;
            Assert.Equal(bytes, (await Scene.GetAsync(alice, "large")).Bytes);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    /// <summary>Asks for a repair before a node that lies about it.</summary>
    public static async Task RepairAsync(Scene scene, Lie lie, int number)
    {
        await using var alice = await scene.ConnectAsync();
        scene.Liar(number).Lie = lie;
        var began = scene.World.Now;
        await alice.RepairAsync(withScrub: false, CancellationToken.None);
        Assert.True(scene.Liar(number).Told > 0);
        Assert.True(scene.World.Now - began < Attack.Longest, $"it took {scene.World.Now - began}");
    }

    private static Lie Of(string name, Func<StagedReply, StagedReply> change) => new(name, MessageKind.GetStaged, async exchange =>
    {
        if (exchange.IsRefused)
            return false;
        await exchange.SayAsync(change(exchange.Truth<StagedReply>()));
        return true;
    });

    // Told at once, on the thread that everything runs on.
    private sealed class OnProgress(Func<long, bool> isEnough, Action then) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
            if (isEnough(value.Done))
                then();
        }
    }
}

using DfsAspire.Client.Store;
using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies told while a user changes how it logs in.</summary>
internal static class AboutCredentials
{
    private const string Second = "alice's second password", Third = "alice's third password";

    private static readonly byte[] Secret = Scene.Bytes(51, 3000);

    /// <summary>All of them.</summary>
    public static IEnumerable<Lie> All() =>
    [
        new Lie("they are kept, and are not", MessageKind.PutCredentials, async exchange =>
        {
            await exchange.SayAsync(new PutCredentialsReply(Outcome.Ok));
            return true;
        })
        { IsIdle = true },
        Refused(Status.Superseded),
        Refused(Status.InvalidSignature),
        Refused(Status.WrongCredentials),
        .. Simple.About(MessageKind.PutCredentials),
        .. AboutAccounts.All().Append(AboutAccounts.Replaced).Select(lie => lie with { Name = $"{lie.Name}, while credentials are changed" }),
    ];

    /// <summary>Makes a recovery key and changes the password before a node that lies: what it says is never signed, and both changes hold.</summary>
    public static async Task ChangeAsync(Scene scene, Lie lie, int number)
    {
        var liar = scene.Liar(number);
        await (await scene.ConnectAsync("bob")).DisposeAsync();
        await using var alice = await scene.ConnectAsync();
        await Scene.PutAsync(alice, "docs/a", Secret);
        await alice.ChangePasswordAsync(Second, CancellationToken.None);
        liar.Lie = lie;
        var began = scene.World.Now;
        var recoveryKey = await alice.MakeRecoveryKeyAsync(CancellationToken.None);
        liar.Lie = null;
        await OpensAsync(scene, Second, AccessKind.Password);
        liar.Lie = lie;
        await alice.ChangePasswordAsync(Third, CancellationToken.None);
        Assert.True(liar.Told > 0, $"there was no occasion for '{lie}'");
        Assert.True(scene.World.Now - began < Attack.Longest, $"it took {scene.World.Now - began}");
        // The session goes on, and so does everything without the liar.
        Assert.Equal(Secret, (await Scene.GetAsync(alice, "docs/a")).Bytes);
        liar.Lie = null;
        scene.Cluster.Node(number).Crash();
        await OpensAsync(scene, Third, AccessKind.Password);
        await OpensAsync(scene, recoveryKey, AccessKind.Recovery);
        var refused = await Assert.ThrowsAsync<DfsException>(() => OpensAsync(scene, Second, AccessKind.Password));
        Assert.True(refused.Fault == DfsFault.WrongCredentials, refused.Message);
    }

    private static async Task OpensAsync(Scene scene, string password, AccessKind with)
    {
        await using var alice = await scene.ConnectAsync("alice", password, with);
        Assert.Equal(Secret, (await Scene.GetAsync(alice, "docs/a")).Bytes);
    }

    private static Lie Refused(Status status) => new($"they are not kept, and are ({status})", MessageKind.PutCredentials, async exchange =>
    {
        await exchange.SayAsync(new PutCredentialsReply(new Outcome(status, "no")));
        return true;
    });
}

using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Hostile.Isolation;

/// <summary>What one user, the administrator and another node can do to a user's files: for every kind of request.</summary>
internal static class IsolationPlays
{
    private static readonly byte[] Secret = Scene.Bytes(21, 5000);

    public static IEnumerable<Play> All { get; } =
    [
        .. Rights.All.Where(kind => kind.Value.Allowed.Contains("user")).Select(kind => new Play(
            $"Isolation: to bob, what alice has is as if it were not ({kind.Key})", scene => SameAsNothingAsync(scene, kind.Value.Ask))),
        .. new[] { "user", "administrator", "cluster", "node2" }.Select(who =>
            new Play($"Isolation: the {who} may ask just what its row says", scene => MayAskAsync(scene, who))),
    ];

    private static async Task SameAsNothingAsync(Scene scene, Func<Knocker, Target, Task<string>> ask)
    {
        var alices = await StoreAsync(scene);
        var nobodys = Nobodys(alices);
        await using var bob = await Knocker.LogInAsync(scene, "bob");
        var first = await ask(bob, nobodys);
        Assert.Equal(first, await ask(bob, alices));
        await AssertUntouchedAsync(scene, alices);
    }

    private static async Task MayAskAsync(Scene scene, string who)
    {
        var alices = await StoreAsync(scene);
        foreach (var (kind, (allowed, ask)) in Rights.All)
        {
            await using var knocker = await Knocker.LogInAsync(scene, who == "user" ? "bob" : who);
            string said;
            try
            {
                said = await ask(knocker, Nobodys(alices));
            }
            catch (InvalidOperationException)
            {
                said = "bytes";
            }

            // An account and credentials bear a name, and the reply says that this name is not the user's own: no line of the table.
            var isForbidden = said.StartsWith(nameof(Status.Forbidden), StringComparison.Ordinal);
            Assert.True(isForbidden == !allowed.Contains(who), $"{who} asks {kind}: {said}");
        }

        await AssertUntouchedAsync(scene, alices);
    }

    private static async Task<Target> StoreAsync(Scene scene)
    {
        await using var alice = await scene.ConnectAsync();
        var path = StorePath.Parse("private/diary");
        var receipt = await Scene.PutAsync(alice, path.Value, Secret);
        await Scene.GetAsync(alice, path.Value);
        var entry = scene.Liars[0].States.Last(seen => seen.Path == path.Value).Reply.Entry!;
        return new Target("alice", path, receipt.Content, entry, scene.Liars[0].Accounts.Last(seen => seen.User == "alice").Reply);
    }

    private static Target Nobodys(Target of)
    {
        var entry = of.Entry.Entry with { User = "nobody", Path = StorePath.Parse("nowhere/nothing"), Content = new ContentId(Guid.NewGuid()) };
        var account = SignedAccount.Sign(of.Account.Account!.Account with { User = "nobody" }, _ => new byte[SignedEntry.SignatureBytes]);
        var credentials = SignedCredentials.Sign(of.Account.Credentials!.Credentials with { User = "nobody" }, _ => new byte[SignedEntry.SignatureBytes]);
        return new Target(
            "nobody", entry.Path, entry.Content, SignedEntry.Sign(entry, _ => new byte[SignedEntry.SignatureBytes]), new AccountReply(Outcome.Ok, account, credentials));
    }

    private static async Task AssertUntouchedAsync(Scene scene, Target target)
    {
        await using var alice = await scene.ConnectAsync();
        Assert.Equal(Secret, (await Scene.GetAsync(alice, target.Path.Value)).Bytes);
        var state = scene.Liars[0].States.Last(seen => seen.User == "alice" && seen.Path == target.Path.Value).Reply;
        Assert.Equal(target.Entry.Entry.Stamp, state.Entry!.Entry.Stamp);
        Assert.Equal(target.Entry.Entry.Stamp, state.Highest);
        Assert.Equal(2, System.Numerics.BitOperations.PopCount(state.Held.Mask));
        Assert.Empty((await alice.VerifyAsync([StorePath.Root], null, CancellationToken.None)).Faults);
        await Scene.PutAsync(alice, target.Path.Value, Secret);
    }
}

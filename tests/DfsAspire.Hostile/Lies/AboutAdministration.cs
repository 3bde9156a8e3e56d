using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies told to the administrator, whose signature would make them true.</summary>
internal static class AboutAdministration
{
    private static readonly byte[] Secret = Scene.Bytes(71, 3000);

    /// <summary>All of them.</summary>
    public static IEnumerable<Lie> All() =>
    [
        Put("it is kept, and is not", Outcome.Ok, isIdle: true),
        Put("it is not kept, and is", new Outcome(Status.InvalidSignature, "no"), isIdle: false),
        Put("there is a newer one", new Outcome(Status.Superseded, "newer"), isIdle: true),
        .. Simple.About(MessageKind.PutAccount),
        List("there are no accounts", _ => []),
        List("accounts of its own making", reports => reports.Select(report => report with { Record = AboutAccounts.Forged(report.Record) })),
        List("everybody keeps as much as there is", reports => reports.Select(report => report with { Use = new AccountUse(long.MaxValue, long.MaxValue) })),
        List("the same accounts for ever", reports => reports, hasMore: true),
        .. Simple.About(MessageKind.ListAccounts),
        .. AboutAccounts.All().Select(lie => lie with { Name = $"{lie.Name}, to the administrator" }),
    ];

    /// <summary>Limits, adds and lists users before a node that lies: nobody's key, log-in or right is another afterwards.</summary>
    public static async Task ChangeAsync(Scene scene, Lie lie, int number)
    {
        var liar = scene.Liar(number);
        await (await scene.ConnectAsync("bob")).DisposeAsync();
        await using (var alice = await scene.ConnectAsync())
            await Scene.PutAsync(alice, "docs/a", Secret);
        await using var administrator = await scene.AdministerAsync();
        liar.Lie = lie;
        var began = scene.World.Now;
        await administrator.LimitUserAsync("alice", new Quota(1_000_000, 1000), CancellationToken.None);
        await administrator.AddUserAsync("carol", "carol's password", Quota.None, CancellationToken.None);
        var users = await administrator.ListUsersAsync(CancellationToken.None);
        Assert.Equal([("alice", 1_000_000, AccountState.Enabled), ("bob", null, AccountState.Enabled), ("carol", null, AccountState.Enabled)],
            users.Select(user => (user.Name, user.Quota.Bytes, user.State)));
        Assert.True(liar.Told > 0, $"there was no occasion for '{lie}'");
        Assert.True(scene.World.Now - began < Attack.Longest, $"it took {scene.World.Now - began}");
        liar.Lie = null;
        scene.Cluster.Node(number).Crash();
        await using var again = await scene.ConnectAsync();
        Assert.Equal(Secret, (await Scene.GetAsync(again, "docs/a")).Bytes);
        await Scene.PutAsync(again, "docs/b", Secret);
        await (await scene.ConnectAsync("carol", "carol's password")).DisposeAsync();
    }

    private static Lie Put(string name, Outcome outcome, bool isIdle) => new(name, MessageKind.PutAccount, async exchange =>
    {
        await exchange.SayAsync(new PutAccountReply(outcome));
        return true;
    })
    { IsIdle = isIdle };

    private static Lie List(string name, Func<IEnumerable<AccountReport>, IEnumerable<AccountReport>> change, bool hasMore = false) =>
        new(name, MessageKind.ListAccounts, async exchange =>
        {
            if (exchange.IsRefused)
                return false;
            var truth = exchange.Truth<AccountsReply>();
            await exchange.SayAsync(truth with { Accounts = [.. change(truth.Accounts)], HasMore = hasMore || truth.HasMore });
            return true;
        });
}

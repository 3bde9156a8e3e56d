using DfsAspire.Node.Tests.Sessions;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Storage;

public sealed class AccountStoreTests
{
    [Fact]
    public async Task A_volume_is_founded_once()
    {
        await using var volume = await TestVolume.MakeUnfoundedAsync();
        Assert.False(volume.Store.Identity.IsFounded);
        var administrator = volume.Administrator.SignedBy(volume.Administrator);

        await volume.Store.FoundAsync(volume.Cluster, administrator, TestVolume.Cancel);
        await volume.Store.FoundAsync(volume.Cluster, administrator, TestVolume.Cancel);

        Assert.Equal(volume.Cluster, volume.Store.Identity.Cluster);
        Assert.Equal(Status.AlreadyFounded, await StageTests.StatusOfAsync(() => volume.Store.FoundAsync(Guid.NewGuid(), administrator, TestVolume.Cancel)));
        Assert.NotNull(volume.Store.FindAccount(ReservedNames.Administrator));
    }

    [Fact]
    public async Task A_founding_account_must_be_the_administrators_own()
    {
        await using var volume = await TestVolume.MakeUnfoundedAsync();
        foreach (var wrong in new[] { volume.Administrator.SignedBy(volume.Alice), volume.Alice.SignedBy(volume.Alice) })
            Assert.Equal(Status.InvalidSignature, await StageTests.StatusOfAsync(() => volume.Store.FoundAsync(volume.Cluster, wrong, TestVolume.Cancel)));
        Assert.False(volume.Store.Identity.IsFounded);
    }

    [Fact]
    public async Task Only_what_the_administrator_signed_is_kept()
    {
        await using var volume = await TestVolume.MakeAsync();
        var bob = TestUser.Make("Bob");
        Assert.Equal(Status.InvalidSignature, (await PutAsync(volume, bob.SignedBy(bob))).Status);
        Assert.Equal(Status.InvalidSignature, (await PutAsync(volume, bob.SignedBy(volume.Alice))).Status);
        Assert.Null(volume.Store.FindAccount("Bob"));
        Assert.Equal(Status.Ok, (await PutAsync(volume, bob.SignedBy(volume.Administrator))).Status);
        Assert.NotNull(volume.Store.FindAccount("Bob"));
    }

    [Fact]
    public async Task The_highest_epoch_stays()
    {
        await using var volume = await TestVolume.MakeAsync();
        var third = Sign(volume, volume.Alice.Account with { Epoch = 3, Quota = new Quota(9, null) });
        Assert.Equal(Status.Ok, (await PutAsync(volume, third)).Status);
        Assert.Equal(Status.Ok, (await PutAsync(volume, third)).Status);
        Assert.Equal(Status.Superseded, (await PutAsync(volume, Sign(volume, volume.Alice.Account with { Epoch = 2 }))).Status);

        await volume.ReopenAsync();
        Assert.Equal(third.Encoded.ToArray(), volume.Store.FindAccount("Alice")!.Account.Encoded.ToArray());
        Assert.Equal(Status.Ok, (await PutAsync(volume, Sign(volume, volume.Alice.Account with { Epoch = 4 }))).Status);
    }

    [Fact]
    public async Task Of_two_changes_made_at_once_every_node_keeps_the_same()
    {
        await using var one = await TestVolume.MakeAsync();
        await using var other = await TestVolume.MakeAsync();
        // The user, and the administrator, are the same person in both clusters.
        var bob = TestUser.Make("Bob");
        SignedAccount[] accounts = [.. new long[] { 1, 2 }.Select(files => Sign(one, bob.Account with { Epoch = 5, Quota = new Quota(null, files) }))];
        SignedCredentials[] credentials = [bob.WithPassword("a", 9), bob.WithPassword("b", 9)];
        foreach (var (volume, order) in new[] { (one, new[] { 0, 1 }), (other, [1, 0]) })
            foreach (var i in order)
            {
                var account = SignedAccount.Sign(accounts[i].Account, volume.Administrator.Key);
                await volume.Store.PutAccountAsync(account, credentials[i], TestVolume.Cancel);
            }

        var (mine, theirs) = (one.Store.FindAccount("Bob")!, other.Store.FindAccount("Bob")!);
        Assert.Equal(mine.Account.Encoded.ToArray(), theirs.Account.Encoded.ToArray());
        Assert.Equal(mine.Credentials!.Encoded.ToArray(), theirs.Credentials!.Encoded.ToArray());
        Assert.Equal(5ul, mine.Account.Account.Epoch);
    }

    [Fact]
    public async Task What_users_and_administrator_change_does_not_get_into_each_others_way()
    {
        await using var volume = await TestVolume.MakeAsync();
        var changed = volume.Alice.WithPassword("new", 7);
        Assert.Equal(Status.Ok, (await volume.Store.PutCredentialsAsync(changed, null, TestVolume.Cancel)).Status);
        var disabled = Sign(volume, volume.Alice.Account with { Epoch = 2, State = AccountState.Disabled, Access = null });
        // With credentials that its sender did not know to be old.
        Assert.Equal(Status.Ok, (await volume.Store.PutAccountAsync(disabled, volume.Alice.WithPassword("old", 6), TestVolume.Cancel)).Status);
        Assert.Equal(Status.Superseded, (await volume.Store.PutCredentialsAsync(volume.Alice.WithPassword("old", 6), null, TestVolume.Cancel)).Status);

        await volume.ReopenAsync();
        var kept = volume.Store.FindAccount("Alice")!;
        Assert.Equal(AccountState.Disabled, kept.Account.Account.State);
        Assert.Equal(changed.Encoded.ToArray(), kept.Credentials!.Encoded.ToArray());
    }

    [Fact]
    public async Task Credentials_must_be_signed_with_the_accounts_own_key()
    {
        await using var volume = await TestVolume.MakeAsync();
        var forged = (volume.Alice with { Key = volume.Administrator.Key }).WithPassword("x", 7);
        Assert.Equal(Status.InvalidSignature, (await volume.Store.PutCredentialsAsync(forged, null, TestVolume.Cancel)).Status);
        Assert.Equal(Status.InvalidSignature, (await volume.Store.PutAccountAsync(volume.Alice.SignedBy(volume.Administrator), forged, TestVolume.Cancel)).Status);
        Assert.Equal(Status.NotFound, (await volume.Store.PutCredentialsAsync(TestUser.Make("Bob").WithPassword("x"), null, TestVolume.Cancel)).Status);
        Assert.Null(volume.Store.FindAccount("Alice")!.Credentials);
    }

    [Fact]
    public async Task A_removed_account_keeps_no_way_in()
    {
        await using var volume = await TestVolume.MakeAsync();
        await volume.Store.PutCredentialsAsync(volume.Alice.WithPassword("x", 7), null, TestVolume.Cancel);
        await PutAsync(volume, Sign(volume, volume.Alice.Account with { Epoch = 2, State = AccountState.Removed, Access = null }));
        Assert.Equal(Status.Forbidden, (await volume.Store.PutCredentialsAsync(volume.Alice.WithPassword("y", 8), null, TestVolume.Cancel)).Status);
        await volume.ReopenAsync();
        Assert.Null(volume.Store.FindAccount("Alice")!.Credentials);
        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM accounts WHERE user = 'Alice' AND credentials IS NOT NULL"));
    }

    [Fact]
    public async Task What_a_removed_user_kept_is_released_with_its_entries_so_that_the_catalog_is_sound_in_between()
    {
        // One more than are removed at a time.
        const int Files = 257;
        await using var volume = await TestVolume.MakeAsync();
        for (var file = 0; file < Files; file++)
            await new TestWrite(volume, $"f{file:000}", partBytes: 10).PutAsync();
        await PutAsync(volume, Sign(volume, volume.Alice.Account with { Epoch = 2, State = AccountState.Removed, Access = null }));
        volume.Sql($"CREATE TRIGGER stop BEFORE DELETE ON entries WHEN OLD.name = 'f{Files - 1:000}' BEGIN SELECT RAISE(ABORT, 'enough'); END");
        await Assert.ThrowsAnyAsync<Exception>(() => volume.Store.ReleaseRemovedAsync(TimeSpan.Zero, TestVolume.Cancel));
        volume.Sql("DROP TRIGGER stop");
        await volume.ReopenAsync();

        Assert.Equal(1, volume.Sql("SELECT COUNT(*) FROM entries"));
        Assert.Equal(1, volume.Sql("SELECT COUNT(*) FROM contents WHERE released_at IS NULL"));
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
        await volume.Store.ReleaseRemovedAsync(TimeSpan.Zero, TestVolume.Cancel);
        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM contents WHERE released_at IS NULL"));

        // What an older program has left half done.
        volume.Sql("UPDATE contents SET released_at = NULL");
        await volume.Store.ReleaseRemovedAsync(TimeSpan.Zero, TestVolume.Cancel);
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
    }

    [Fact]
    public async Task A_volume_of_format_4_is_brought_up_to_date_with_its_accounts_and_what_its_users_keep()
    {
        await using var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "a", partBytes: 100).PutAsync();
        await new TestWrite(volume, "b", partBytes: 10).PutAsync();
        await volume.Store.DisposeAsync();
        volume.MakeFormat5();
        await volume.OpenAsync();

        Assert.NotNull(volume.Store.FindAccount("Alice")!.Find(AccessKind.Password));
        var alice = (await volume.Store.ListAccountsAsync("", 1, TestVolume.Cancel)).Accounts[0];
        Assert.Equal(new AccountUse(440, 2), alice.Use);
        await new TestWrite(volume, "a", partBytes: 1).PutAsync();
        Assert.Equal(new AccountUse(44, 2), (await volume.Store.ListAccountsAsync("", 1, TestVolume.Cancel)).Accounts[0].Use);
    }

    [Fact]
    public async Task An_account_of_another_key_takes_nothing_from_the_one_that_is_here()
    {
        await using var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "before").PutAsync();
        var apart = TestUser.Make("Alice");
        var later = Sign(volume, apart.Account with { Epoch = 1000 });
        Assert.Equal(Status.Conflict, (await PutAsync(volume, later)).Status);
        Assert.Equal(Status.Conflict, (await volume.Store.CopyAccountAsync(new AccountRecord(later, apart.WithPassword("x", 1000)), TestVolume.Cancel)).Status);

        await volume.ReopenAsync();
        Assert.Equal(volume.Alice.Account.PublicKey.ToArray(), volume.Store.FindAccount("Alice")!.Account.Account.PublicKey.ToArray());
        await new TestWrite(volume, "after").PutAsync();
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
    }

    [Fact]
    public async Task Of_two_accounts_that_were_made_apart_the_removed_one_stays_whichever_came_first()
    {
        await using var volume = await TestVolume.MakeAsync();
        var apart = TestUser.Make("Alice");
        var removed = Sign(volume, apart.Account with { Epoch = 1, State = AccountState.Removed, Access = null });
        Assert.Equal(Status.Ok, (await volume.Store.CopyAccountAsync(new AccountRecord(removed, null), TestVolume.Cancel)).Status);
        Assert.Equal(Status.Conflict, (await volume.Store.CopyAccountAsync(
            new AccountRecord(Sign(volume, volume.Alice.Account with { Epoch = 9 }), null), TestVolume.Cancel)).Status);

        await volume.ReopenAsync();
        Assert.Equal(AccountState.Removed, volume.Store.FindAccount("Alice")!.Account.Account.State);
    }

    [Fact]
    public async Task Names_that_differ_by_case_or_are_reserved_are_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        Assert.Equal(Status.Conflict, (await PutAsync(volume, TestUser.Make("ALICE").SignedBy(volume.Administrator))).Status);
        Assert.Equal(Status.Forbidden, (await PutAsync(volume, TestUser.Make("cluster").SignedBy(volume.Administrator))).Status);
        Assert.Equal(Status.Forbidden, (await PutAsync(volume, TestUser.Make("Administrator").SignedBy(volume.Administrator))).Status);
        var ruler = Sign(volume, TestUser.Make("Bob").Account with { Role = AccountRole.Administrator });
        Assert.Equal(Status.Forbidden, (await PutAsync(volume, ruler)).Status);
        var servant = Sign(volume, volume.Administrator.Account with { Role = AccountRole.User, Epoch = 2 });
        Assert.Equal(Status.Forbidden, (await PutAsync(volume, servant)).Status);
    }

    [Fact]
    public async Task Two_names_that_differ_by_case_are_kept_when_other_nodes_have_both()
    {
        await using var volume = await TestVolume.MakeAsync();
        var shouting = TestUser.Make("ALICE").SignedBy(volume.Administrator);

        Assert.Equal(Status.Ok, (await volume.Store.CopyAccountAsync(new AccountRecord(shouting, null), TestVolume.Cancel)).Status);

        Assert.NotNull(volume.Store.FindAccount("Alice"));
        Assert.NotNull(volume.Store.FindAccount("ALICE"));
        await volume.Store.DisposeAsync();
        await volume.OpenAsync();
        Assert.NotNull(volume.Store.FindAccount("Alice"));
        Assert.NotNull(volume.Store.FindAccount("ALICE"));
        // Each goes on as the account that it is: the one who made it may try again, and the administrator may remove either.
        Assert.Equal(Status.Ok, (await PutAsync(volume, shouting)).Status);
        Assert.Equal(Status.Ok, (await PutAsync(volume, volume.Alice.SignedBy(volume.Administrator))).Status);
        Assert.Equal(Status.Conflict, (await PutAsync(volume, TestUser.Make("aLICE").SignedBy(volume.Administrator))).Status);
    }

    [Fact]
    public async Task An_account_whose_key_is_no_key_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        var account = Sign(volume, TestUser.Make("Bob").Account with { PublicKey = new byte[] { 1, 2, 3 } });
        Assert.Equal(Status.InvalidSignature, (await PutAsync(volume, account)).Status);
    }

    [Fact]
    public async Task Accounts_are_listed_page_by_page()
    {
        await using var volume = await TestVolume.MakeAsync();
        foreach (var name in new[] { "zoe", "Bob", "carl" })
            await PutAsync(volume, TestUser.Make(name).SignedBy(volume.Administrator));

        var first = await volume.Store.ListAccountsAsync("", 3, TestVolume.Cancel);
        var second = await volume.Store.ListAccountsAsync("administrator", 3, TestVolume.Cancel);

        Assert.Equal(["Alice", "Bob", "administrator"], first.Accounts.Select(report => report.Record.Account.Account.User));
        Assert.True(first.HasMore);
        Assert.Equal(["carl", "zoe"], second.Accounts.Select(report => report.Record.Account.Account.User));
        Assert.False(second.HasMore);
    }

    private static Task<Node.Storage.CommitResult> PutAsync(TestVolume volume, SignedAccount account) =>
        volume.Store.PutAccountAsync(account, null, TestVolume.Cancel);

    private static SignedAccount Sign(TestVolume volume, Account account) => SignedAccount.Sign(account, volume.Administrator.Key);
}

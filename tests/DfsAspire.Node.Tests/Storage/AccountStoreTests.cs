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
        var third = Sign(volume, volume.Alice.Account with { Epoch = 3, Keyring = new byte[] { 9 } });
        Assert.Equal(Status.Ok, (await PutAsync(volume, third)).Status);
        Assert.Equal(Status.Ok, (await PutAsync(volume, third)).Status);
        Assert.Equal(Status.Superseded, (await PutAsync(volume, Sign(volume, volume.Alice.Account with { Epoch = 2 }))).Status);
        Assert.Equal(Status.Conflict, (await PutAsync(volume, Sign(volume, volume.Alice.Account with { Epoch = 3 }))).Status);

        await volume.ReopenAsync();
        Assert.Equal(third.Encoded.ToArray(), volume.Store.FindAccount("Alice")!.Encoded.ToArray());
        Assert.Equal(Status.Ok, (await PutAsync(volume, Sign(volume, volume.Alice.Account with { Epoch = 4 }))).Status);
    }

    [Fact]
    public async Task A_new_key_signs_from_its_epoch_on()
    {
        await using var volume = await TestVolume.MakeAsync();
        var newKey = TestUser.Make("Alice");
        var write = new TestWrite(volume, "a");
        await write.StageOwnAsync();
        await PutAsync(volume, Sign(volume, newKey.Account with { Epoch = 2 }));
        Assert.Equal(Status.InvalidSignature, (await write.CommitAsync()).Status);
        Assert.Equal(Status.Ok, (await write.CommitAsync(Protocol.Entries.SignedEntry.Sign(write.Entry, newKey.Key))).Status);
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

        Assert.Equal(["Alice", "Bob", "administrator"], first.Accounts.Select(account => account.Account.User));
        Assert.True(first.HasMore);
        Assert.Equal(["carl", "zoe"], second.Accounts.Select(account => account.Account.User));
        Assert.False(second.HasMore);
    }

    private static Task<Node.Storage.CommitResult> PutAsync(TestVolume volume, SignedAccount account) =>
        volume.Store.PutAccountAsync(account, TestVolume.Cancel);

    private static SignedAccount Sign(TestVolume volume, Account account) => SignedAccount.Sign(account, volume.Administrator.Key);
}

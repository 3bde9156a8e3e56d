using DfsAspire.Node.Tests.Sessions;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Tests.Repair;

public sealed class CatalogCopyTests
{
    [Fact]
    public async Task An_entry_whose_account_has_not_come_yet_is_copied_when_it_has()
    {
        await using var node = await NodeToHeal.StartAsync();
        await node.PutAtOtherAsync("a", 1000);
        await node.CopyCatalogAsync();

        await node.LearnOfAliceAsync();
        await node.CopyCatalogAsync();
        Assert.Equal(EntryKind.File, (await node.StateAsync("a")).Entry?.Entry.Kind);
    }

    [Fact]
    public async Task An_account_made_elsewhere_in_another_case_holds_nothing_up()
    {
        await using var node = await NodeToHeal.StartAsync();
        await node.Volume.Store.PutAccountAsync(TestUser.Make("ALICE").SignedBy(node.Other.Administrator), null, NodeToHeal.Cancel);
        await node.PutAtOtherAsync("a", 1000);

        await node.CopyAccountsAsync(others: 2);
        await node.CopyCatalogAsync();
        Assert.Equal(EntryKind.File, (await node.StateAsync("a")).Entry?.Entry.Kind);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public async Task An_account_that_all_others_have_differently_is_given_up_with_all_that_rests_on_it(int others, bool isGivenUp)
    {
        await using var node = await NodeToHeal.StartAsync();
        var apart = TestUser.Make("Alice");
        await node.Volume.Store.PutAccountAsync(
            SignedAccount.Sign(apart.Account with { Epoch = 1000 }, node.Other.Administrator.Key), null, NodeToHeal.Cancel);
        await node.PutAtOtherAsync("a", 1000);
        var life = node.Volume.Store.Identity.Incarnation;
        await node.CopyCatalogAsync();
        Assert.Null((await node.StateAsync("a")).Entry);

        await node.CopyAccountsAsync(others);
        Assert.Equal(isGivenUp, node.Volume.Store.Identity.Incarnation > life);
        Assert.Equal(isGivenUp, node.Volume.Store.FindAccount("Alice") is null);
        await node.CopyAccountsAsync(others);
        await node.CopyCatalogAsync();
        Assert.Equal(isGivenUp, (await node.StateAsync("a")).Entry is not null);
        Assert.Equal(isGivenUp ? node.Other.Alice.Account.PublicKey.ToArray() : apart.Account.PublicKey.ToArray(), node.Volume.Store.FindAccount("Alice")!.Account.Account.PublicKey.ToArray());
    }

    [Fact]
    public async Task What_a_removed_user_wrote_under_a_later_key_holds_nothing_up()
    {
        await using var node = await NodeToHeal.StartAsync();
        await node.LearnOfAliceAsync();
        var alice = node.Other.Alice;
        await node.Other.Store.PutAccountAsync(alice.SignedBy(node.Other.Administrator), alice.WithPassword("new", masterKey: 2, newestKey: 2), NodeToHeal.Cancel);
        await node.PutAtOtherAsync("a", 1000, keyRecord: [0x92, 0x01, 0x02]);
        var (changes, _) = await node.Other.Store.ListChangesAsync(0, int.MaxValue, NodeToHeal.Cancel);
        var change = Assert.Single(changes);
        Assert.True(node.Volume.Store.IsEarly(change));

        var removed = SignedAccount.Sign(alice.Account with { Epoch = 2, State = AccountState.Removed, Access = null }, node.Other.Administrator.Key);
        await node.Volume.Store.PutAccountAsync(removed, null, NodeToHeal.Cancel);
        await node.CopyCatalogAsync();
        Assert.Null((await node.StateAsync("a")).Entry);
        Assert.Equal(change.Number, (await node.Volume.Store.GetPeerAsync(RunningNode.Number, NodeToHeal.Cancel)).Copied);
    }
}

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
}

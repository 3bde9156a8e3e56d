namespace DfsAspire.Node.Tests.Storage;

public sealed class FullCatalogTests
{
    [Fact]
    public async Task A_catalog_that_cannot_grow_keeps_no_other_node_from_introducing_itself()
    {
        await using var volume = await TestVolume.MakeAsync();
        await volume.Store.HearPeerAsync(3, 7, 7, TestVolume.Cancel);
        Fill(volume, "peers");

        Assert.Equal(7, (await volume.Store.HearPeerAsync(3, 7, 8, TestVolume.Cancel)).Sequence);
        Assert.Equal(7, (await volume.Store.HearPeerAsync(3, 9, 1, TestVolume.Cancel)).Incarnation);

        volume.Sql("DROP TRIGGER no_room");
        await volume.Store.HearPeerAsync(3, 9, 1, TestVolume.Cancel);
        Assert.Equal(9, (await volume.Store.GetPeerAsync(3, TestVolume.Cancel)).Incarnation);
    }

    // SQLite says the same of a full disk as of a table that has no number left.
    private static void Fill(TestVolume volume, string table)
    {
        volume.Sql("CREATE TABLE without_numbers (number INTEGER PRIMARY KEY AUTOINCREMENT)");
        volume.Sql("INSERT INTO without_numbers VALUES ($1)", long.MaxValue);
        volume.Sql($"CREATE TRIGGER no_room BEFORE INSERT ON {table} BEGIN INSERT INTO without_numbers (number) VALUES (NULL); END");
    }
}

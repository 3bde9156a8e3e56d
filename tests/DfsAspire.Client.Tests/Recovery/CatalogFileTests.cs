using DfsAspire.Client.Recovery;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Client.Tests.Recovery;

/// <summary>Catalogs from volumes that nobody vouches for.</summary>
public sealed class CatalogFileTests : IDisposable
{
    private const int Huge = 64 * 1024 * 1024;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void An_account_with_a_huge_signature_takes_no_memory()
    {
        var file = Path.Combine(_directory.Path, "catalog.db");
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString()))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"CREATE TABLE accounts(user, account, signature); INSERT INTO accounts VALUES('alice', zeroblob(10), zeroblob({Huge}))";
            command.ExecuteNonQuery();
        }

        var notes = new List<string>();
        using var catalog = CatalogFile.Open(file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Empty(catalog.Accounts("alice", notes.Add));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Huge / 2);
    }
}

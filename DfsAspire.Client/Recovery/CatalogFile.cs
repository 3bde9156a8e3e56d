using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Client.Recovery;

/// <summary>
/// A node's catalog, read without touching the volume. What it says counts only as far as it is signed; where it is damaged, what can
/// be read is taken and the rest noted.
/// </summary>
internal sealed class CatalogFile : IDisposable
{
    private readonly string _file;
    private readonly string? _copy;
    private readonly SqliteConnection _connection;

    private CatalogFile(string file, string? copy, SqliteConnection connection) => (_file, _copy, _connection) = (file, copy, connection);

    /// <summary>Opens a catalog.</summary>
    /// <exception cref="SqliteException">It is no catalog.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CatalogFile Open(string file)
    {
        // A node that was killed leaves transactions in the write-ahead log. Whoever reads them must write beside the file: not on
        // somebody's last volume, and not on one that is mounted read-only.
        var log = new FileInfo($"{file}-wal");
        var copy = log.Exists && log.Length > 0 ? CopyOf(file) : null;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = copy is null ? $"{new Uri(file).AbsoluteUri}?immutable=1" : Path.Combine(copy, Path.GetFileName(file)),
            Mode = copy is null ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString());
        var opened = new CatalogFile(file, copy, connection);
        try
        {
            connection.Open();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The user's account, and those of other epochs if a damaged catalog holds several.</summary>
    public IReadOnlyList<AccountRecord> Accounts(string user, Action<string> note)
    {
        var accounts = new List<AccountRecord>();
        // Before format 6 there were no credentials, and an account held what they hold now.
        var credentials = Has("accounts", "credentials") ? "credentials, credentials_signature" : "NULL, NULL";
        Read(
            $"""
            SELECT account, signature, {credentials} FROM accounts
            WHERE user = $1 AND typeof(account) = 'blob' AND length(account) <= $2 AND typeof(signature) = 'blob' AND length(signature) = 64 LIMIT 4
            """,
            user, WireLimits.AccountBytes, note,
            row => accounts.Add(new AccountRecord(
                SignedAccount.Parse((byte[])row[0], (byte[])row[1]),
                row.IsDBNull(2) || row.IsDBNull(3) ? null : SignedCredentials.Parse((byte[])row[2], (byte[])row[3]))));
        return accounts;
    }

    /// <summary>What the user's paths hold.</summary>
    public void Entries(string user, Action<string> note, Action<SignedEntry> take) => Read(
        """
        SELECT entry, signature FROM entries
        WHERE user = $1 AND typeof(entry) = 'blob' AND length(entry) <= $2 AND typeof(signature) = 'blob' AND length(signature) = 64
        """,
        user, WireLimits.EntryBytes, note,
        row => take(SignedEntry.Parse((byte[])row[0], (byte[])row[1])));

    /// <summary>The entries that brought the user's contents, with the contents' wrapped keys.</summary>
    public void Contents(string user, Action<string> note, Action<SignedEntry, ReadOnlyMemory<byte>> take) => Read(
        """
        SELECT entry, signature, key_record FROM contents
        WHERE user = $1 AND typeof(entry) = 'blob' AND length(entry) <= $2 AND typeof(signature) = 'blob' AND length(signature) = 64
            AND typeof(key_record) = 'blob' AND length(key_record) <= 4096
        """,
        user, WireLimits.EntryBytes, note,
        row => take(SignedEntry.Parse((byte[])row[0], (byte[])row[1]), (byte[])row[2]));

    public void Dispose()
    {
        _connection.Dispose();
        if (_copy is not null)
            Directory.Delete(_copy, recursive: true);
    }

    private bool Has(string table, string column)
    {
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM pragma_table_info($1) WHERE name = $2";
            command.Parameters.AddWithValue("$1", table);
            command.Parameters.AddWithValue("$2", column);
            return (long)command.ExecuteScalar()! != 0;
        }
        catch (SqliteException)
        {
            // What is wrong shows when the table is read.
            return false;
        }
    }

    private void Read(string sql, string user, int longest, Action<string> note, Action<SqliteDataReader> take)
    {
        try
        {
            using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this program; values are bound.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.Parameters.AddWithValue("$1", user);
            command.Parameters.AddWithValue("$2", longest);
            using var rows = command.ExecuteReader();
            while (rows.Read())
                Take(rows, note, take);
        }
        catch (SqliteException fault)
        {
            note($"the catalog {_file} cannot be read, or not to its end: {fault.Message}");
        }
    }

    private void Take(SqliteDataReader row, Action<string> note, Action<SqliteDataReader> take)
    {
        try
        {
            take(row);
        }
        catch (Exception fault) when (fault is MalformedMessageException or InvalidCastException)
        {
            note($"the catalog {_file} holds a damaged row: {fault.Message}");
        }
    }

    private static string CopyOf(string file)
    {
        // Readable by its owner alone.
        var directory = Directory.CreateTempSubdirectory("dfs-recover-").FullName;
        try
        {
            foreach (var end in (string[])["", "-wal"])
                File.Copy(file + end, Path.Combine(directory, Path.GetFileName(file) + end));
            return directory;
        }
        catch
        {
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }
}

using System.IO.Hashing;
using DfsAspire.Protocol.Framing;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>One SQLite connection with the settings that the volume promises, and its prepared statements. For one thread at a time.</summary>
internal sealed class CatalogConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    private CatalogConnection(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a connection. WAL is a property of the file, set by the writer; all else is set on every connection anew.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static CatalogConnection Open(string path, bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        var opened = new CatalogConnection(connection);
        try
        {
            connection.Open();
            connection.CreateFunction("checksum", static (byte[]? bytes) => bytes is null ? null : XxHash128.HashToUInt128(bytes).ToRow(), isDeterministic: true);
            if (!readOnly)
                opened.Run("PRAGMA journal_mode = WAL");
            opened.Run("PRAGMA synchronous = FULL");
            opened.Run("PRAGMA fullfsync = ON");
            opened.Run("PRAGMA checkpoint_fullfsync = ON");
            opened.Run("PRAGMA journal_size_limit = 67108864");
            opened.Run("PRAGMA foreign_keys = OFF");
            opened.Run($"PRAGMA query_only = {(readOnly ? "ON" : "OFF")}");
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement with its values <c>$1</c>, <c>$2</c>, …; answers how many rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>The first row as <paramref name="read"/> makes it; the default when there is none.</summary>
    public T? First<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        return reader.Read() ? Take(reader, read) : default;
    }

    /// <summary>All rows.</summary>
    public List<T> All<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(Take(reader, read));
        return rows;
    }

    /// <summary>Rows one after the other, until <paramref name="take"/> answers false; those behind are never looked at.</summary>
    public void Each(string sql, Func<SqliteDataReader, bool> take, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        while (reader.Read() && Take(reader, take))
        {
        }
    }

    /// <summary>The first column of the first row as a number; 0 when it is null or there is no row.</summary>
    public long Number(string sql, params ReadOnlySpan<object?> values) =>
        First(sql, static row => row.IsDBNull(0) ? 0 : row.GetInt64(0), values);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
    }

    // SQLite takes any value in any column, and hands out a changed one as it is.
    private static T Take<T>(SqliteDataReader row, Func<SqliteDataReader, T> read)
    {
        try
        {
            return read(row);
        }
        catch (Exception fault) when (fault is InvalidCastException or InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            throw new MalformedMessageException($"A row of the catalog has a value that none was given: {fault.Message}", fault);
        }
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this program; values are bound.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}

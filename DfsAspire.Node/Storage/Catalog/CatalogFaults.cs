using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>What SQLite's errors mean for those who wait on the catalog.</summary>
internal static class CatalogFaults
{
    private const int General = 1;
    private const int OutOfMemory = 7;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int NotADatabase = 26;

    /// <summary>True when SQLite may have given up the whole transaction, not only the statement.</summary>
    public static bool EndsTransaction(SqliteException fault) => fault.SqliteErrorCode is OutOfMemory or InputOutput or Corrupt or Full;

    /// <summary>True when what reached the disk is not known any more, so that nothing may be built on it before a new start.</summary>
    public static bool CondemnsCatalog(SqliteException fault) => fault.SqliteErrorCode is InputOutput or Corrupt or NotADatabase;

    /// <summary>True when SQLite read something that it did not write.</summary>
    public static bool IsCorrupt(SqliteException fault) => fault.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>True when a file that is being opened is not what SQLite wrote: it calls some of that a general error.</summary>
    public static bool IsDamage(SqliteException fault) => fault.SqliteErrorCode is General or Corrupt or NotADatabase;

    /// <summary>True when what a reader met is not what was written, rather than a disk that fails.</summary>
    public static bool IsOfDamage(Exception fault) =>
        fault is StoreException { InnerException: MalformedMessageException } || (fault is StoreException { InnerException: SqliteException cause } && IsDamage(cause));

    /// <summary>The exception for those who come after the catalog was closed.</summary>
    public static StoreException Closed() => new(Status.Stopping, "The node is stopping. Try again when it is back.");

    /// <summary>The exception for a row that cannot be read.</summary>
    public static StoreException OfRow(MalformedMessageException fault) =>
        new(Status.VolumeFailing, $"The catalog holds a damaged row: {fault.Message} The node copies it anew.", fault);

    /// <summary>The exception to throw.</summary>
    public static StoreException Translate(SqliteException fault) => fault.SqliteErrorCode == Full
        ? new StoreException(Status.OutOfSpace, "The volume is full: the catalog cannot grow. Free some space on it.", fault)
        : new StoreException(
            Status.VolumeFailing,
            $"The catalog .dfs/catalog.db fails (SQLite error {fault.SqliteExtendedErrorCode}: {fault.Message}). Check the disk; the node opens it again by itself.",
            fault);
}

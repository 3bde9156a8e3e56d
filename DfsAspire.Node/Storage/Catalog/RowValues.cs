using System.Buffers.Binary;
using DfsAspire.Protocol.Entries;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>How the values of the store stand in the catalog's columns.</summary>
internal static class RowValues
{
    private const int StampBytes = 24;

    /// <summary>Counter, then writer, big endian: the bytes sort as stamps do.</summary>
    public static byte[] ToRow(this Stamp stamp)
    {
        var bytes = new byte[StampBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, stamp.Counter);
        stamp.Writer.TryWriteBytes(bytes.AsSpan(8), bigEndian: true, out _);
        return bytes;
    }

    /// <summary>The id's bytes, or null for none.</summary>
    public static byte[]? ToRow(this ContentId content) => content.IsNone ? null : content.ToBytes();

    /// <summary>16 bytes, big endian.</summary>
    public static byte[] ToRow(this UInt128 checksum)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, checksum);
        return bytes;
    }

    /// <summary>The column's bytes.</summary>
    public static byte[] Bytes(this SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    /// <summary>The column as a stamp; null is none.</summary>
    public static Stamp Stamp(this SqliteDataReader row, int column)
    {
        if (row.IsDBNull(column))
            return default;
        var bytes = row.Bytes(column);
        return new Stamp(BinaryPrimitives.ReadUInt64BigEndian(bytes), new Guid(bytes.AsSpan(8, 16), bigEndian: true));
    }

    /// <summary>The column as a content's id.</summary>
    public static ContentId Content(this SqliteDataReader row, int column) => new(new Guid(row.Bytes(column), bigEndian: true));

    /// <summary>The column as a checksum.</summary>
    public static UInt128 Checksum(this SqliteDataReader row, int column) => BinaryPrimitives.ReadUInt128BigEndian(row.Bytes(column));
}

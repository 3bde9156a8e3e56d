using System.Buffers;
using System.Security.Cryptography;
using MessagePack;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// The key record: a content's data key wrapped by the user's master key, and the runs the content was sealed in. Nodes
/// keep it beside the content and cannot read it. It is not part of the signed entry, so a new master key changes no stamp.
/// </summary>
/// <remarks>
/// MessagePack: <c>[format = 1, master epoch, nonce bin(12), wrapped bin(48), [[run id bin(16), first segment of lane 0, 1, 2, 3], …]]</c>;
/// later versions may append fields. The wrapped key is authenticated together with content id and runs.
/// </remarks>
public static class KeyRecord
{
    /// <summary>The longest record, in bytes.</summary>
    public const int MaxLength = 4096;

    private const int Format = 1;
    private const int KnownFields = 5;
    private const int RunFields = 1 + Lanes.Count;
    private const int WrappedLength = ContentKeys.KeyLength + SealedBox.TagLength;

    /// <summary>Wraps the keys of a content under the keyring's master key.</summary>
    /// <exception cref="ObjectDisposedException">Keys or keyring were disposed.</exception>
    public static byte[] Wrap(ContentKeys keys, Keyring keyring)
    {
        SealedBox box = SealedBox.Seal(keyring.MasterKey, keys.DataKey, PlaceOf(keys.ContentId.Span, keys.Runs));
        ArrayBufferWriter<byte> buffer = new();
        MessagePackWriter writer = new(buffer);
        writer.WriteArrayHeader(KnownFields);
        writer.Write(Format);
        writer.Write(keyring.Epoch);
        writer.Write(box.Nonce);
        writer.Write(box.Wrapped);
        WriteRuns(ref writer, keys.Runs);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The keys of a content, from its record. They open; to seal more, start a run.</summary>
    /// <param name="record">What a node keeps beside the content.</param>
    /// <param name="contentId">The id of the content, from its signed entry: 16 bytes.</param>
    /// <param name="keyring">A keyring of the user's that holds the master key of the record's epoch.</param>
    /// <exception cref="SealBrokenException">
    /// The record is malformed or altered, belongs to another content, or was wrapped by another master key.
    /// </exception>
    /// <exception cref="ArgumentException">The content id is not 16 bytes long.</exception>
    public static ContentKeys Unwrap(ReadOnlyMemory<byte> record, ReadOnlySpan<byte> contentId, Keyring keyring)
    {
        ContentKeys.ThrowIfNotContentId(contentId);
        Fields fields = Read(record);
        if (keyring.Find(fields.Epoch) is not { } masterKey)
            throw new SealBrokenException($"The key record was wrapped by master key {fields.Epoch}, and this keyring holds {keyring.Epoch}. Load the user's account again.");

        try
        {
            byte[] dataKey = fields.Box.Open(masterKey, PlaceOf(contentId, fields.Runs));
            ContentKeys keys = new(contentId, dataKey, fields.Runs);
            CryptographicOperations.ZeroMemory(dataKey);
            return keys;
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new SealBrokenException("The key record was altered, or belongs to another content or user. Take it from another node.", mismatch);
        }
    }

    /// <summary>The same keys, wrapped by another master key. The content itself stays as it is.</summary>
    /// <exception cref="SealBrokenException">As for <see cref="Unwrap"/>.</exception>
    public static byte[] Rewrap(ReadOnlyMemory<byte> record, ReadOnlySpan<byte> contentId, Keyring from, Keyring to)
    {
        using ContentKeys keys = Unwrap(record, contentId, from);
        return Wrap(keys, to);
    }

    /// <summary>The epoch of the master key that wrapped this record: which keyring opens it.</summary>
    /// <exception cref="SealBrokenException">The record is malformed.</exception>
    public static long EpochOf(ReadOnlyMemory<byte> record) => Read(record).Epoch;

    private static Fields Read(ReadOnlyMemory<byte> record)
    {
        if (record.Length > MaxLength)
            throw new SealBrokenException($"A key record has at most {MaxLength} bytes, not {record.Length}.");
        try
        {
            MessagePackReader reader = new(record);
            int unknown = reader.ReadHeader(KnownFields, Format);
            long epoch = reader.ReadInt64();
            SealedBox box = new(reader.ReadBinary(SealedBox.NonceLength, SealedBox.NonceLength), reader.ReadBinary(WrappedLength, WrappedLength));
            Fields fields = new(epoch, box, ReadRuns(ref reader));
            reader.ReadToEnd(unknown);
            return fields;
        }
        catch (Exception exception) when (RecordReading.MeansMalformed(exception))
        {
            throw new SealBrokenException("The key record is malformed. Take it from another node.", exception);
        }
    }

    private static List<KeyRun> ReadRuns(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count is < 1 or > ContentKeys.MaxRuns)
            throw new InvalidDataException($"1 to {ContentKeys.MaxRuns} runs were expected, not {count}.");
        List<KeyRun> runs = new(count);
        for (int i = 0; i < count; i++)
        {
            if (reader.ReadArrayHeader() != RunFields)
                throw new InvalidDataException($"A run has {RunFields} fields.");
            byte[] id = reader.ReadBinary(KeyRun.IdLength, KeyRun.IdLength);
            long[] firstSegments = [reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64()];
            runs.Add(new KeyRun(id, firstSegments));
        }

        return KeyRun.AreInOrder(runs) ? runs : throw new InvalidDataException("The runs are out of order.");
    }

    private static void WriteRuns(ref MessagePackWriter writer, IReadOnlyList<KeyRun> runs)
    {
        writer.WriteArrayHeader(runs.Count);
        foreach (KeyRun run in runs)
        {
            writer.WriteArrayHeader(RunFields);
            writer.Write(run.Id);
            foreach (long segment in run.FirstSegments)
                writer.Write(segment);
        }
    }

    /// <summary>What the wrapped key is bound to, so that a node can neither swap records nor shift the runs.</summary>
    private static ReadOnlySpan<byte> PlaceOf(ReadOnlySpan<byte> contentId, IReadOnlyList<KeyRun> runs)
    {
        ArrayBufferWriter<byte> place = new();
        place.Write("dfs data key"u8);
        place.Write(contentId);
        MessagePackWriter writer = new(place);
        WriteRuns(ref writer, runs);
        writer.Flush();
        return place.WrittenSpan;
    }

    private readonly record struct Fields(long Epoch, SealedBox Box, List<KeyRun> Runs);
}

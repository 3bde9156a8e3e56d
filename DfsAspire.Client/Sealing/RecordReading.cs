using System.Buffers;
using MessagePack;

namespace DfsAspire.Client.Sealing;

/// <summary>Reading records that come from nodes: every length is checked before anything is allocated.</summary>
internal static class RecordReading
{
    /// <summary>A <c>bin</c> value of <paramref name="minLength"/> to <paramref name="maxLength"/> bytes.</summary>
    /// <exception cref="InvalidDataException">It is nil, shorter or longer.</exception>
    public static byte[] ReadBinary(ref this MessagePackReader reader, int minLength, int maxLength)
    {
        return reader.ReadBytes() is { } value && value.Length >= minLength && value.Length <= maxLength
            ? value.ToArray()
            : throw new InvalidDataException($"A value of {minLength} to {maxLength} bytes was expected.");
    }

    /// <summary>The header of an array with at least <paramref name="known"/> fields, the first of which is the format number.</summary>
    /// <returns>How many fields follow the known ones.</returns>
    /// <exception cref="InvalidDataException">There are too few fields, or the format is another.</exception>
    public static int ReadHeader(ref this MessagePackReader reader, int known, int format)
    {
        int fields = reader.ReadArrayHeader();
        if (fields < known)
            throw new InvalidDataException($"At least {known} fields were expected, not {fields}.");
        int found = reader.ReadInt32();
        if (found != format)
            throw new InvalidDataException($"Format {found} is not known to this version of the program.");
        return fields - known;
    }

    /// <summary>Steps over fields that a later version added, and insists that nothing follows the record.</summary>
    /// <exception cref="InvalidDataException">Bytes follow the record.</exception>
    public static void ReadToEnd(ref this MessagePackReader reader, int unknownFields)
    {
        for (int i = 0; i < unknownFields; i++)
            reader.Skip();
        if (!reader.End)
            throw new InvalidDataException("Bytes follow the end of the record.");
    }

    /// <summary>Whether the exception is one that MessagePack or this class throws for bytes that are no such record.</summary>
    public static bool MeansMalformed(Exception exception) =>
        exception is MessagePackSerializationException or InvalidDataException or EndOfStreamException or OverflowException
            // What MessagePack 2.5 throws for a length of 2^31 and more, read or stepped over.
            or ArgumentOutOfRangeException;
}

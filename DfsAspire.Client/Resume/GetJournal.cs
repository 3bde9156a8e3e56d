using DfsAspire.Protocol;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Client.Resume;

/// <summary>How far the lanes of a download have come: <c>[1, then for lanes 0 to 3: segments, XxHash128 of their plaintext]</c> in MessagePack.</summary>
internal sealed record GetJournal(IReadOnlyList<LaneMark> Lanes)
{
    private const int Format = 1;
    private const int MaxBytes = 256;

    public static GetJournal Empty { get; } = new([.. Enumerable.Repeat(default(LaneMark), Sealing.Lanes.Count)]);

    /// <summary>Reads a journal; an empty one when there is none that is sound.</summary>
    public static GetJournal Read(string file) =>
        Parse(new FileInfo(file) is { Exists: true, Length: <= MaxBytes } ? File.ReadAllBytes(file) : []);

    /// <summary>Reads a journal's bytes; an empty one when they are not sound.</summary>
    public static GetJournal Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var reader = new FieldReader(bytes);
            reader.Array();
            reader.Int(Format, Format);
            var marks = new LaneMark[Sealing.Lanes.Count];
            for (var lane = 0; lane < marks.Length; lane++)
                marks[lane] = new LaneMark(reader.Long(0, WireLimits.ContentBytes), reader.Checksum());
            return new GetJournal(marks);
        }
        catch (MalformedMessageException)
        {
            return Empty;
        }
    }

    public byte[] ToBytes() => FieldWriter.Encode(this, static (GetJournal journal, ref FieldWriter writer) =>
    {
        writer.Array(1 + (2 * Sealing.Lanes.Count));
        writer.Int(Format);
        foreach (var mark in journal.Lanes)
        {
            writer.Long(mark.Segments);
            writer.Checksum(mark.Hash);
        }
    });

    /// <summary>Writes the journal in one step. Not synced: whoever goes on reads the bytes again and compares.</summary>
    public void Write(string file)
    {
        var fresh = $"{file}.tmp";
        File.WriteAllBytes(fresh, ToBytes());
        File.Move(fresh, file, overwrite: true);
    }
}

/// <summary>How far one lane has come.</summary>
internal readonly record struct LaneMark(long Segments, UInt128 Hash);

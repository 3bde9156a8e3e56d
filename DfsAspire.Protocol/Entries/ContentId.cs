using System.Diagnostics.CodeAnalysis;

namespace DfsAspire.Protocol.Entries;

/// <summary>Names one content: one immutable sealed body in four parts. Random, so that two contents never share a file.</summary>
public readonly record struct ContentId(Guid Value)
{
    /// <summary>Bytes of an id on the wire and on disk.</summary>
    public const int Size = 16;

    /// <summary>Makes a new random id.</summary>
    public static ContentId New() => new(Guid.NewGuid());

    /// <summary>True for entries that name no content: folders and tombstones.</summary>
    public bool IsNone => Value == Guid.Empty;

    /// <summary>The id as 16 bytes, in the order in which <see cref="ToString"/> shows them.</summary>
    public byte[] ToBytes() => Value.ToByteArray(bigEndian: true);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ContentId id)
    {
        var read = Guid.TryParseExact(text, "N", out var value);
        id = new ContentId(value);
        return read;
    }
}

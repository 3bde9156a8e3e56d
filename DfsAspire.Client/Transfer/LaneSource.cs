using DfsAspire.Client.Sealing;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Transfer;

/// <summary>The plaintext of one lane of a local file, segment by segment, with the zeros that fill it up.</summary>
internal sealed class LaneSource(SafeFileHandle file, FileDigest digest, string name, int lane)
{
    public int Lane => lane;

    public Lanes Lanes => digest.Lanes;

    /// <summary>The hash that the first pass over the file found.</summary>
    public UInt128 Hash => digest.LaneHashes[lane];

    /// <summary>Reads a segment into the beginning of a buffer.</summary>
    /// <exception cref="Store.DfsException">The file became shorter.</exception>
    public ReadOnlySpan<byte> Read(Segment segment, Span<byte> buffer)
    {
        var plain = buffer[..segment.PlainLength];
        var rest = plain;
        var offset = segment.PlainOffset;
        while (!rest.IsEmpty)
        {
            var read = RandomAccess.Read(file, rest, offset);
            if (read == 0 && offset < digest.Length)
                throw Changed();
            if (read == 0)
            {
                rest.Clear();
                break;
            }

            rest = rest[read..];
            offset += read;
        }

        return plain;
    }

    /// <summary>What other bytes than the first pass found end in.</summary>
    public Store.DfsException Changed() => FileDigest.Changed(name);
}

namespace DfsAspire.Client.Sealing;

/// <summary>One segment: the unit that is sealed and opened as a whole.</summary>
/// <param name="Lane">The lane it belongs to, 0 to 3. Lane <c>l</c> becomes part <c>l + 1</c>.</param>
/// <param name="Index">Its number within the lane, from 0.</param>
/// <param name="PlainOffset">Where its plaintext starts, in bytes from the start of the content.</param>
/// <param name="PlainLength">Bytes of plaintext, 0 to 65,536.</param>
/// <param name="SealedOffset">Where its sealed bytes start, in bytes from the start of the part.</param>
/// <param name="IsLast">Whether the lane ends with it.</param>
public readonly record struct Segment(int Lane, long Index, long PlainOffset, int PlainLength, long SealedOffset, bool IsLast)
{
    /// <summary>Bytes of ciphertext and tag.</summary>
    public int SealedLength => PlainLength + Lanes.TagLength;

    /// <summary>How many bytes of the plaintext are those of a file of <paramref name="length"/> bytes; what follows them fills it up.</summary>
    public int BytesOfFile(long length) => (int)Math.Clamp(length - PlainOffset, 0, PlainLength);
}

using System.Security.Cryptography;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// Seals and opens the segments of one lane, picking the key of the run that each belongs to. For one caller at a time;
/// other lanes have their own. Allocates nothing per segment.
/// </summary>
public sealed class LaneCipher : IDisposable
{
    private const int NoRun = -1;

    private readonly ContentKeys _keys;
    private readonly Lanes _lanes;
    private readonly int _lane;
    private SegmentCipher? _cipher;
    private int _run = NoRun;

    internal LaneCipher(ContentKeys keys, Lanes lanes, int lane)
    {
        _keys = keys;
        _lanes = lanes;
        _lane = lane;
        SegmentCount = lanes.SegmentCount(lane);
    }

    /// <summary>How many segments the lane has.</summary>
    public long SegmentCount { get; }

    /// <summary>
    /// Seals a segment: ciphertext, then the tag. Each segment is sealed once and in rising order; both copies of a part
    /// are those very bytes.
    /// </summary>
    /// <param name="index">The segment's number in the lane, from 0.</param>
    /// <param name="plaintext">Its plaintext, exactly as long as <see cref="Lanes.SegmentAt"/> says.</param>
    /// <param name="destination">Takes the sealed bytes; must not overlap the plaintext.</param>
    /// <returns>The number of sealed bytes: those of the plaintext and 16 more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lane has no such segment.</exception>
    /// <exception cref="ArgumentException">The plaintext is not as long as the segment, or the destination is too short.</exception>
    /// <exception cref="InvalidOperationException">This segment, or a later one, has been sealed in this run, or no run was started.</exception>
    public int Seal(long index, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        Segment segment = Fitting(index, plaintext, destination);
        _keys.ClaimSealing(_lane, index);
        CipherFor(index).Seal(segment, plaintext, destination);
        return segment.SealedLength;
    }

    /// <summary>
    /// The bytes that a segment was sealed to before, made again to compare them with what nodes hold. They must not leave the process:
    /// were the plaintext another one by now, its key would have served two.
    /// </summary>
    internal int SealToCompare(long index, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        Segment segment = Fitting(index, plaintext, destination);
        CipherFor(index).Seal(segment, plaintext, destination);
        return segment.SealedLength;
    }

    /// <summary>Opens a segment, if every bit of it is as it was sealed, in this very place.</summary>
    /// <param name="index">The segment's number in the lane, from 0.</param>
    /// <param name="sealedBytes">The whole sealed segment, tag included.</param>
    /// <param name="destination">Takes the plaintext; cleared when the segment does not open. Must not overlap the sealed bytes.</param>
    /// <returns>The number of bytes of plaintext.</returns>
    /// <exception cref="SealBrokenException">The segment is not what was sealed; nothing of it may be used.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The lane has no such segment.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Open(long index, ReadOnlySpan<byte> sealedBytes, Span<byte> destination)
    {
        Segment segment = _lanes.SegmentAt(_lane, index);
        ThrowIfTooShort(destination, segment.PlainLength);
        if (sealedBytes.Length != segment.SealedLength)
            throw new SealBrokenException($"Segment {index} of part {_lane + 1} has {sealedBytes.Length} bytes instead of {segment.SealedLength}.");

        try
        {
            CipherFor(index).Open(segment, sealedBytes, destination);
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new SealBrokenException($"Segment {index} of part {_lane + 1} is not what was sealed there. Take the part from another node.", mismatch);
        }

        return segment.PlainLength;
    }

    /// <summary>Lets go of the run key.</summary>
    public void Dispose()
    {
        _cipher?.Dispose();
        _cipher = null;
        _run = NoRun;
    }

    private SegmentCipher CipherFor(long index)
    {
        int run = _keys.RunOf(_lane, index);
        if (_cipher is null || run != _run)
        {
            _cipher?.Dispose();
            _cipher = _keys.CipherOf(run);
            _run = run;
        }

        return _cipher;
    }

    private Segment Fitting(long index, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        Segment segment = _lanes.SegmentAt(_lane, index);
        if (plaintext.Length != segment.PlainLength)
            throw new ArgumentException($"Segment {index} has {segment.PlainLength} bytes, not {plaintext.Length}.", nameof(plaintext));
        ThrowIfTooShort(destination, segment.SealedLength);
        return segment;
    }

    private static void ThrowIfTooShort(Span<byte> destination, int length)
    {
        if (destination.Length < length)
            throw new ArgumentException($"{length} bytes do not fit into {destination.Length}.", nameof(destination));
    }
}

using System.Numerics;
using DfsAspire.Protocol;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// The lengths up to which files are filled: Padmé (Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019, section 4),
/// which leaves of a length of <c>n</c> bits its first <c>log n</c> bits, and costs a sixteenth at the most above <see cref="Least"/>, less the longer the file is.
/// </summary>
public static class PaddedLength
{
    /// <summary>Bytes up to which every short file is filled.</summary>
    public const int Least = 1024;

    /// <summary>The padded length, in bytes, of a file of <paramref name="length"/> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or above that of the largest file.</exception>
    public static long Of(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, WireLimits.ContentBytes);
        if (length <= Least)
            return Least;
        var exponent = BitOperations.Log2((ulong)length);
        var kept = BitOperations.Log2((uint)exponent) + 1;
        var rest = (1L << (exponent - kept)) - 1;
        return Math.Min((length + rest) & ~rest, WireLimits.ContentBytes);
    }
}

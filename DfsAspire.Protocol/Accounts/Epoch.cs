namespace DfsAspire.Protocol.Accounts;

/// <summary>The order in which changes of an account came.</summary>
public static class Epoch
{
    /// <summary>The epoch of a change made now by somebody who knows of <paramref name="known"/>.</summary>
    public static ulong Above(ulong known, DateTimeOffset now) => Math.Max(known + 1, (ulong)Math.Max(0, now.ToUnixTimeMilliseconds()));

    /// <summary>
    /// Whether one change comes after another: the epoch says, and where two were made at once the bytes, so that every node comes to the
    /// same end.
    /// </summary>
    internal static bool IsAfter(ulong epoch, ReadOnlySpan<byte> encoded, ulong otherEpoch, ReadOnlySpan<byte> other) =>
        epoch != otherEpoch ? epoch > otherEpoch : encoded.SequenceCompareTo(other) > 0;
}

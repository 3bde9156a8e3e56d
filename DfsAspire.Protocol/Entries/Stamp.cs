using System.Buffers.Binary;

namespace DfsAspire.Protocol.Entries;

/// <summary>
/// When an entry was written, as a total order per path: a counter that is never behind the writer's clock
/// (microseconds since 1970 UTC), then the writer's random id.
/// </summary>
public readonly record struct Stamp(ulong Counter, Guid Writer) : IComparable<Stamp>
{
    /// <summary>Lower than every stamp that was ever given.</summary>
    public static Stamp None => default;

    /// <summary>True when nothing was written.</summary>
    public bool IsNone => Counter == 0 && Writer == Guid.Empty;

    /// <summary>A stamp above <paramref name="highest"/> and not behind <paramref name="clock"/>, for the writer of a random id.</summary>
    /// <exception cref="OverflowException">The highest known stamp leaves no room above it; nobody honest gives such a one.</exception>
    public static Stamp Above(Stamp highest, DateTimeOffset clock, Guid writer)
    {
        var now = (ulong)Math.Max(0, (clock - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        return new Stamp(Math.Max(checked(highest.Counter + 1), now), writer);
    }

    /// <summary>The stamp directly after this one: no other lies between the two.</summary>
    /// <exception cref="OverflowException">There is none.</exception>
    public Stamp Next()
    {
        Span<byte> id = stackalloc byte[16];
        Writer.TryWriteBytes(id, bigEndian: true, out _);
        var next = unchecked(BinaryPrimitives.ReadUInt128BigEndian(id) + 1);
        BinaryPrimitives.WriteUInt128BigEndian(id, next);
        return new Stamp(next == 0 ? checked(Counter + 1) : Counter, new Guid(id, bigEndian: true));
    }

    /// <inheritdoc/>
    public int CompareTo(Stamp other)
    {
        var byCounter = Counter.CompareTo(other.Counter);
        if (byCounter != 0)
            return byCounter;
        Span<byte> mine = stackalloc byte[16], theirs = stackalloc byte[16];
        Writer.TryWriteBytes(mine, bigEndian: true, out _);
        other.Writer.TryWriteBytes(theirs, bigEndian: true, out _);
        return mine.SequenceCompareTo(theirs);
    }

    /// <summary>The higher of two stamps.</summary>
    public static Stamp Max(Stamp left, Stamp right) => left.CompareTo(right) >= 0 ? left : right;

    /// <summary>True when <paramref name="left"/> is lower.</summary>
    public static bool operator <(Stamp left, Stamp right) => left.CompareTo(right) < 0;

    /// <summary>True when <paramref name="left"/> is higher.</summary>
    public static bool operator >(Stamp left, Stamp right) => left.CompareTo(right) > 0;

    /// <summary>True when <paramref name="left"/> is lower or equal.</summary>
    public static bool operator <=(Stamp left, Stamp right) => left.CompareTo(right) <= 0;

    /// <summary>True when <paramref name="left"/> is higher or equal.</summary>
    public static bool operator >=(Stamp left, Stamp right) => left.CompareTo(right) >= 0;

    /// <summary>The counter and the first half of the writer id, for logs.</summary>
    public override string ToString() => $"{Counter}.{Writer.ToString("N")[..8]}";
}

using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SharpFuzz.Common;

namespace DfsAspire.Fuzz.Engine;

/// <summary>
/// Which branches the inputs so far have taken, and roughly how often: the map of AFL
/// (https://lcamtuf.coredump.cx/afl/technical_details.txt, sections 1 and 2), which the instrumented assemblies write.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;

    private static readonly byte[] Buckets = MakeBuckets();

    private readonly byte* _map;
    private readonly byte[] _seen = new byte[Size];

    /// <summary>A map that instrumented code writes from now on; before the first of it runs, there must be one.</summary>
    public Coverage()
    {
        _map = (byte*)NativeMemory.AlignedAlloc(Size, 64);
        new Span<byte>(_map, Size).Clear();
        Trace.SharedMem = _map;
    }

    /// <summary>Branches seen so far, each way of reaching one counted.</summary>
    public int Branches { get; private set; }

    /// <summary>Forgets the run before, which a next one begins with.</summary>
    public void Clear()
    {
        new Span<byte>(_map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>True when the run since <see cref="Clear"/> took a branch that none took before, or took one in another order of magnitude.</summary>
    public bool TakeNew()
    {
        var isNew = false;
        for (var at = 0; at < Size; at += Vector256<byte>.Count)
        {
            if (Vector256.Load(_map + at) != Vector256<byte>.Zero)
                isNew |= TakeBlock(at);
        }

        return isNew;
    }

    private bool TakeBlock(int from)
    {
        var isNew = false;
        for (var at = from; at < from + Vector256<byte>.Count; at++)
        {
            var bucket = Buckets[_map[at]];
            if ((bucket & ~_seen[at]) == 0)
                continue;
            Branches += _seen[at] == 0 ? 1 : 0;
            _seen[at] |= bucket;
            isNew = true;
        }

        return isNew;
    }

    // 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, 128 and more: one bit each.
    private static byte[] MakeBuckets() =>
    [
        .. Enumerable.Range(0, 256).Select(static count => (byte)(count switch
        {
            0 => 0,
            <= 3 => 1 << (count - 1),
            < 32 => 1 << (BitOperations.Log2((uint)count) + 1),
            < 128 => 1 << 6,
            _ => 1 << 7,
        })),
    ];
}

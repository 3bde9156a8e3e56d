using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using DfsAspire.Client.Sealing;

namespace DfsAspire.MicroBench;

/// <summary>A segment of 64 KiB sealed and opened, beside AES-256-GCM alone.</summary>
public sealed class Sealing : IDisposable
{
    // A segment is sealed once: the lane must not come to its end while it is measured.
    private static readonly Lanes _lanes = new(1L << 40);

    private readonly byte[] _plain = new byte[Lanes.SegmentLength];
    private readonly byte[] _sealed = new byte[Lanes.SealedSegmentLength];
    private readonly byte[] _nonce = new byte[12];
    private readonly AesGcm _aes = new(RandomNumberGenerator.GetBytes(32), tagSizeInBytes: 16);
    private readonly ContentKeys _keys = ContentKeys.Create(RandomNumberGenerator.GetBytes(16));
    private readonly byte[] _first = new byte[Lanes.SealedSegmentLength];
    private LaneCipher _lane = null!;
    private long _next;

    /// <summary>Seals the segment that is opened.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _lane = _keys.OpenLane(_lanes, 0);
        _lane.Seal(_next++, _plain, _first);
    }

    /// <summary>The reference.</summary>
    [Benchmark(Baseline = true)]
    public void Aes() => _aes.Encrypt(_nonce, _plain, _sealed.AsSpan(0, _plain.Length), _sealed.AsSpan(_plain.Length));

    /// <summary>The next segment of a lane.</summary>
    [Benchmark]
    public int Seal() => _lane.Seal(_next++, _plain, _sealed);

    /// <summary>The first segment of a lane.</summary>
    [Benchmark]
    public int Open() => _lane.Open(0, _first, _plain);

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        _lane.Dispose();
        _keys.Dispose();
        _aes.Dispose();
    }
}

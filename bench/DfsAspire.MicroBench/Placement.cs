using System.IO.Hashing;
using BenchmarkDotNet.Attributes;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Transfer;

namespace DfsAspire.MicroBench;

/// <summary>The first pass over a file of 1 MiB, which places it and hashes its lanes, beside one hash of it.</summary>
public class Placement
{
    private const int Length = 1024 * 1024;

    private readonly byte[] _file = new byte[Length];

    /// <summary>Makes the file.</summary>
    [GlobalSetup]
    public void Prepare() => Random.Shared.NextBytes(_file);

    /// <summary>The reference.</summary>
    [Benchmark(Baseline = true)]
    public UInt128 Hash() => XxHash128.HashToUInt128(_file);

    /// <summary>Both hashes and the placement.</summary>
    [Benchmark]
    public int Digest()
    {
        var digest = new DigestBuilder(Length, "file", Veil.None);
        digest.Append(_file);
        return digest.Finish()!.Placement;
    }
}

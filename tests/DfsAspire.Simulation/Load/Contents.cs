using System.IO.Hashing;
using DfsAspire.Client.Store;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.History;

namespace DfsAspire.Simulation.Load;

/// <summary>The contents of one run: no two alike, no two of one length, so that each is known again by its bytes and in a listing.</summary>
internal sealed class Contents(Chance chance)
{
    private const int SeveralSegments = 900_000;

    private readonly Dictionary<UInt128, Value> _byHash = [];
    private readonly Dictionary<long, Value> _byLength = [];

    /// <summary>Whether the network is so narrow that a larger content would not get through before its sender believes that nobody takes it.</summary>
    public bool IsLineNarrow { get; init; }

    /// <summary>Makes a content, mostly a small one; few have parts of several segments.</summary>
    public (byte[] Bytes, Value Value) Make() => Make(() => chance.Below(100) switch
    {
        < 2 => chance.Below(IsLineNarrow ? 100_000 : SeveralSegments),
        < 15 => chance.Below(100_000),
        < 40 => chance.Below(20),
        _ => chance.Below(5_000),
    });

    /// <summary>Makes one that is large enough for an upload to go on where it was interrupted.</summary>
    public (byte[] Bytes, Value Value) MakeLarge() => Make(() => (int)DfsClient.ResumableBytes + chance.Below(1_000_000));

    /// <summary>Which content these bytes are; null when they are none that was ever made.</summary>
    public Value? Recognize(ReadOnlySpan<byte> bytes) => _byHash.TryGetValue(XxHash128.HashToUInt128(bytes), out var value) ? value : null;

    public Value? OfLength(long length) => _byLength.TryGetValue(length, out var value) ? value : null;

    private (byte[] Bytes, Value Value) Make(Func<int> draw)
    {
        int length;
        do
            length = draw();
        while (_byLength.ContainsKey(length));
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)(i % 8 == 0 ? chance.Next() : (ulong)(bytes[i - 1] * 31) + (ulong)i);
        var value = new Value(_byLength.Count + 1);
        _byLength.Add(length, value);
        _byHash.Add(XxHash128.HashToUInt128(bytes), value);
        return (bytes, value);
    }
}

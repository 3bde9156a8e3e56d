using System.IO.Hashing;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Client.Transfer;

/// <summary>Makes the digest of a file whose length is known beforehand from its bytes, in order.</summary>
internal sealed class DigestBuilder
{
    private static readonly byte[] Zeros = new byte[Lanes.SegmentLength];

    private readonly long _length;
    private readonly Lanes _lanes;
    private readonly XxHash128 _whole = new();
    private readonly XxHash128 _lane = new();
    private readonly UInt128[] _laneHashes = new UInt128[Lanes.Count];
    private int _lanesDone;
    private long _at;

    /// <param name="length">How many bytes there will be.</param>
    /// <param name="name">The file's name, for people.</param>
    /// <param name="veil">Says up to which length it is filled.</param>
    /// <exception cref="DfsException">It is too large.</exception>
    public DigestBuilder(long length, string name, Veil veil)
    {
        if (length > WireLimits.ContentBytes)
            throw new DfsException(DfsFault.Refused, $"'{name}' has {length} bytes; the store takes {WireLimits.ContentBytes} at the most.");
        _length = length;
        _lanes = new Lanes(veil.Pad(length));
    }

    /// <summary>Takes the next bytes. Those beyond the length count nothing.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _whole.Append(bytes);
        while (_lanesDone < Lanes.Count && !bytes.IsEmpty)
        {
            var inLane = bytes[..(int)Math.Min(bytes.Length, EndOf(_lanesDone) - _at)];
            _lane.Append(inLane);
            _at += inLane.Length;
            bytes = bytes[inLane.Length..];
            EndLanes();
        }

        _at += bytes.Length;
    }

    /// <summary>The digest; null when there were more or fewer bytes.</summary>
    public FileDigest? Finish()
    {
        if (_at != _length)
            return null;
        while (_at < _lanes.Length)
            Append(Zeros.AsSpan(0, (int)Math.Min(Zeros.Length, _lanes.Length - _at)));
        EndLanes();
        return new FileDigest(_lanes, _length, PlacementTable.PlacementOf(_whole.GetCurrentHash()), _laneHashes);
    }

    private long EndOf(int lane) => _lanes.PlainOffset(lane) + _lanes.PlainLength(lane);

    // The last lanes of a short file are empty.
    private void EndLanes()
    {
        for (; _lanesDone < Lanes.Count && _at == EndOf(_lanesDone); _lanesDone++)
            _laneHashes[_lanesDone] = XxHash(_lane);
    }

    private static UInt128 XxHash(XxHash128 lane)
    {
        var hash = lane.GetCurrentHashAsUInt128();
        lane.Reset();
        return hash;
    }
}

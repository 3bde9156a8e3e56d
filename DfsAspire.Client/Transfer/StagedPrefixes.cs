using System.Buffers;
using System.IO.Hashing;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Transfer;

/// <summary>
/// Finds out what of an interrupted upload the nodes have. What they say is held against the bytes that the file was sealed to: a part
/// counts as far as both of its keepers have just those.
/// </summary>
internal sealed class StagedPrefixes(Operation operation, FileDigest digest, IReadOnlyList<Answer<StagedReply>> answers)
{
    /// <summary>Seals every lane again in memory, as far as any node has it, and compares.</summary>
    /// <exception cref="Store.DfsException">The file became shorter meanwhile.</exception>
    public async Task<IReadOnlyList<LaneProgress>> VerifyAsync(SafeFileHandle file, string name, ContentKeys keys, CancellationToken cancellationToken) =>
        await Task.WhenAll(Enumerable.Range(0, Lanes.Count).Select(
            lane => Task.Run(() => Verify(new LaneSource(file, digest, name, lane), keys, cancellationToken), cancellationToken)));

    private LaneProgress Verify(LaneSource source, ContentKeys keys, CancellationToken cancellationToken)
    {
        var said = answers.ToDictionary(answer => answer.Node.Node.Number, answer => answer.Reply.Parts[source.Lane]);
        var whole = source.Lanes.SealedLength(source.Lane);
        var lengths = said.Values.Select(info => info.Length).Where(length => length > 0 && length <= whole).ToHashSet();
        var checksums = lengths.Count == 0 ? [] : ChecksumsAt(lengths, source, keys, cancellationToken);
        var sound = said.ToDictionary(one => one.Key, one => checksums.TryGetValue(one.Value.Length, out var right) && right == one.Value.Checksum ? one.Value : default);
        var wholeOn = sound.Where(one => one.Value.State == StagedState.Whole && one.Value.Length == whole).Select(one => one.Key).ToList();
        return wholeOn.Count > 0
            ? new LaneProgress(source.Lanes.SegmentCount(source.Lane), wholeOn, checksums[whole])
            : LaneProgress.None with { Segments = Keepers(source.Lane + 1).Min(node => sound.GetValueOrDefault(node).Length / Lanes.SealedSegmentLength) };
    }

    private IEnumerable<int> Keepers(int part)
    {
        var home = PlacementTable.HoldersOf(digest.Placement, part);
        return new[] { home.First, home.Second }.Select(number => operation.IsUp(number) ? number : PlacementTable.Opposite(number));
    }

    private static Dictionary<long, UInt128> ChecksumsAt(HashSet<long> lengths, LaneSource source, ContentKeys keys, CancellationToken cancellationToken)
    {
        var checksums = new Dictionary<long, UInt128>();
        var plain = ArrayPool<byte>.Shared.Rent(Lanes.SegmentLength);
        var sealedBytes = ArrayPool<byte>.Shared.Rent(Lanes.SealedSegmentLength);
        try
        {
            using var cipher = keys.OpenLane(source.Lanes, source.Lane);
            var hash = new XxHash128();
            var at = 0L;
            foreach (var length in lengths.Order())
            {
                while (at < length)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var segment = source.Lanes.SegmentAtSealed(source.Lane, at);
                    cipher.SealToCompare(segment.Index, source.Read(segment, plain), sealedBytes);
                    var within = (int)(at - segment.SealedOffset);
                    var count = (int)Math.Min(segment.SealedLength - within, length - at);
                    hash.Append(sealedBytes.AsSpan(within, count));
                    at += count;
                }

                checksums[length] = hash.GetCurrentHashAsUInt128();
            }

            return checksums;
        }
        finally
        {
            Array.Clear(plain, 0, Lanes.SegmentLength);
            ArrayPool<byte>.Shared.Return(plain);
            ArrayPool<byte>.Shared.Return(sealedBytes);
        }
    }
}

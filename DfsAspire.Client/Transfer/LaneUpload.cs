using System.Buffers;
using System.IO.Hashing;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Transfer;

/// <summary>
/// Seals one lane, once, and sends the sealed bytes to both nodes that keep the part. A node that fails is dropped; the lane
/// goes on as long as one is left.
/// </summary>
internal sealed class LaneUpload(LaneSource source, LaneCipher cipher, ProgressMeter meter)
{
    // Two segments per turn: large socket writes, small buffers.
    private const int SegmentsPerTurn = 2;

    private readonly XxHash128 _plainHash = new();
    private readonly XxHash128 _partHash = new();
    private long _next;

    /// <summary>Passes over the segments that the nodes have from an earlier attempt. Before the uploads are opened: it may take long.</summary>
    public void SkipTo(long segment, CancellationToken cancellationToken)
    {
        var plain = ArrayPool<byte>.Shared.Rent(Lanes.SegmentLength);
        var sealedBytes = ArrayPool<byte>.Shared.Rent(Lanes.SealedSegmentLength);
        try
        {
            for (; _next < segment; _next++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = source.Read(source.Lanes.SegmentAt(source.Lane, _next), plain);
                _plainHash.Append(read);
                _partHash.Append(sealedBytes.AsSpan(0, cipher.SealToCompare(_next, read, sealedBytes)));
                meter.Add(read.Length);
            }
        }
        finally
        {
            Array.Clear(plain, 0, Lanes.SegmentLength);
            ArrayPool<byte>.Shared.Return(plain);
            ArrayPool<byte>.Shared.Return(sealedBytes);
        }
    }

    /// <summary>Runs the lane to its end.</summary>
    /// <param name="uploads">The open uploads; one that fails is taken out.</param>
    /// <param name="failed">Told of each node that fails.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <returns>The part's checksum and the replies of the nodes that have it on stable storage.</returns>
    public async Task<LaneResult> RunAsync(List<PartUpload> uploads, Action<NodeException> failed, CancellationToken cancellationToken)
    {
        var plain = ArrayPool<byte>.Shared.Rent(Lanes.SegmentLength);
        var sealedBytes = ArrayPool<byte>.Shared.Rent(SegmentsPerTurn * Lanes.SealedSegmentLength);
        try
        {
            while (_next < cipher.SegmentCount && uploads.Count > 0)
            {
                var filled = 0;
                for (var turn = 0; turn < SegmentsPerTurn && _next < cipher.SegmentCount; turn++, _next++)
                {
                    var read = source.Read(source.Lanes.SegmentAt(source.Lane, _next), plain);
                    _plainHash.Append(read);
                    filled += cipher.Seal(_next, read, sealedBytes.AsSpan(filled));
                    meter.Add(read.Length);
                }

                _partHash.Append(sealedBytes.AsSpan(0, filled));
                await SendAsync(uploads, sealedBytes.AsMemory(0, filled), failed, cancellationToken);
            }

            if (uploads.Count > 0 && _plainHash.GetCurrentHashAsUInt128() != source.Hash)
                throw source.Changed();
            return await CompleteAsync(uploads, _partHash.GetCurrentHashAsUInt128(), failed, cancellationToken);
        }
        finally
        {
            Array.Clear(plain, 0, Lanes.SegmentLength);
            ArrayPool<byte>.Shared.Return(plain);
            ArrayPool<byte>.Shared.Return(sealedBytes);
        }
    }

    private static async ValueTask SendAsync(
        List<PartUpload> uploads, ReadOnlyMemory<byte> bytes, Action<NodeException> failed, CancellationToken cancellationToken)
    {
        // Both are under way before either is awaited.
        var second = uploads.Count > 1 ? TrySendAsync(uploads[1], bytes, failed, cancellationToken) : new(true);
        var firstIsWell = await TrySendAsync(uploads[0], bytes, failed, cancellationToken);
        var secondIsWell = await second;
        if (!secondIsWell)
            uploads.RemoveAt(1);
        if (!firstIsWell)
            uploads.RemoveAt(0);
    }

    private static async ValueTask<bool> TrySendAsync(
        PartUpload upload, ReadOnlyMemory<byte> bytes, Action<NodeException> failed, CancellationToken cancellationToken)
    {
        try
        {
            await upload.WriteAsync(bytes, cancellationToken);
            return true;
        }
        catch (NodeException fault)
        {
            upload.Fail(fault.Reason);
            failed(fault);
            return false;
        }
    }

    private static async Task<LaneResult> CompleteAsync(
        List<PartUpload> uploads, UInt128 checksum, Action<NodeException> failed, CancellationToken cancellationToken)
    {
        var replies = await Task.WhenAll(uploads.Select(async upload =>
        {
            try
            {
                return (upload.Node, Reply: (StageReply?)await upload.CompleteAsync(checksum, cancellationToken));
            }
            catch (NodeException fault)
            {
                upload.Fail(fault.Reason);
                failed(fault);
                return (upload.Node, null);
            }
        }));
        return new LaneResult(checksum, [.. replies.Where(reply => reply.Reply is not null).Select(reply => (reply.Node, reply.Reply!))]);
    }
}

/// <summary>What became of a lane: its part's checksum, and who has it on stable storage.</summary>
internal sealed record LaneResult(UInt128 Checksum, IReadOnlyList<(NodeClient Node, StageReply Reply)> Stored);

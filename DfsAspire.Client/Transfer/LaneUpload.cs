using System.Buffers;
using System.IO.Hashing;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Messages;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Transfer;

/// <summary>
/// Seals one lane, once, and sends the sealed bytes to both nodes that keep the part. A node that fails is dropped; the lane
/// goes on as long as one is left.
/// </summary>
internal sealed class LaneUpload(SafeFileHandle file, FileDigest digest, string name, int lane)
{
    // Two segments per turn: large socket writes, small buffers.
    private const int SegmentsPerTurn = 2;

    /// <summary>Runs the lane.</summary>
    /// <param name="uploads">The open uploads; one that fails is taken out.</param>
    /// <param name="cipher">Seals the lane's segments.</param>
    /// <param name="failed">Told of each node that fails.</param>
    /// <param name="meter">Counts plaintext bytes.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <returns>The part's checksum and the replies of the nodes that have it on stable storage.</returns>
    public async Task<LaneResult> RunAsync(
        List<PartUpload> uploads, LaneCipher cipher, Action<NodeException> failed, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var plain = ArrayPool<byte>.Shared.Rent(Lanes.SegmentLength);
        var sealedBytes = ArrayPool<byte>.Shared.Rent(SegmentsPerTurn * Lanes.SealedSegmentLength);
        try
        {
            var plainHash = new XxHash128();
            var partHash = new XxHash128();
            for (long index = 0; index < cipher.SegmentCount && uploads.Count > 0;)
            {
                var filled = 0;
                for (var turn = 0; turn < SegmentsPerTurn && index < cipher.SegmentCount; turn++, index++)
                {
                    var segment = digest.Lanes.SegmentAt(lane, index);
                    Fill(plain.AsSpan(0, segment.PlainLength), segment.PlainOffset);
                    plainHash.Append(plain.AsSpan(0, segment.PlainLength));
                    filled += cipher.Seal(index, plain.AsSpan(0, segment.PlainLength), sealedBytes.AsSpan(filled));
                    meter.Add(segment.PlainLength);
                }

                partHash.Append(sealedBytes.AsSpan(0, filled));
                await SendAsync(uploads, sealedBytes.AsMemory(0, filled), failed, cancellationToken);
            }

            if (uploads.Count > 0 && plainHash.GetCurrentHashAsUInt128() != digest.LaneHashes[lane])
                throw FileDigest.Changed(name);
            return await CompleteAsync(uploads, partHash.GetCurrentHashAsUInt128(), failed, cancellationToken);
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

    private void Fill(Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(file, destination, offset);
            if (read == 0)
                throw FileDigest.Changed(name);
            destination = destination[read..];
            offset += read;
        }
    }
}

/// <summary>What became of a lane: its part's checksum, and who has it on stable storage.</summary>
internal sealed record LaneResult(UInt128 Checksum, IReadOnlyList<(NodeClient Node, StageReply Reply)> Stored);

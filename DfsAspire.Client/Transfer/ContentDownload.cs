using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Client.Transfer;

/// <summary>Brings one content from the nodes that hold its parts and hands out authenticated segments.</summary>
internal sealed class ContentDownload
{
    // Below this a part costs its round trips rather than its bytes, and two nodes serve all four as in the original.
    private const long SmallContent = 1024 * 1024;

    private readonly Operation _operation;
    private readonly Entry _entry;
    private readonly ContentKeys _keys;
    private readonly Lanes _lanes;
    private readonly IReadOnlyList<NodeClient>[] _holders;

    /// <summary>Decides who is asked for what.</summary>
    /// <exception cref="DfsException">A part has no holder among the nodes that answered.</exception>
    public ContentDownload(Operation operation, PathView view, ContentKeys keys)
    {
        _operation = operation;
        _entry = view.Best!.Entry;
        _keys = keys;
        _lanes = new Lanes(_entry.ContentLength);
        for (var lane = 0; lane < Lanes.Count; lane++)
            if (_entry.Parts[lane].Length != _lanes.SealedLength(lane))
                throw new DfsException(DfsFault.Integrity, $"'{_entry.Path}': its entry contradicts itself on the length of part {lane + 1}.");
        _holders = [.. Enumerable.Range(1, Lanes.Count).Select(view.HoldersOf)];
        if (_holders.Any(holders => holders.Count == 0))
            throw PartDownload.Incomplete(operation);
    }

    /// <summary>What is brought.</summary>
    public Entry Entry => _entry;

    /// <summary>
    /// Fetches all four parts at once; <paramref name="sink"/> gets each segment's plaintext and where it belongs, from several lanes concurrently. What fills a file up is
    /// brought and authenticated like the rest, and not handed out.
    /// </summary>
    /// <exception cref="DfsException">Some part cannot be had whole from any node.</exception>
    public Task RunAsync(SegmentSink sink, CancellationToken cancellationToken) => RunAsync([0, 0, 0, 0], sink, cancellationToken);

    /// <summary>The same from certain segments on, one for each lane.</summary>
    /// <exception cref="DfsException">Some part cannot be had whole from any node.</exception>
    public Task RunAsync(IReadOnlyList<long> first, SegmentSink sink, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Lanes.Count).Select(
            lane => Task.Run(() => RunLaneAsync(lane, first[lane], _lanes.SegmentCount(lane), sink, cancellationToken), cancellationToken)));

    /// <summary>Fetches the parts one after the other, so that <paramref name="sink"/> gets the plaintext in order.</summary>
    /// <exception cref="DfsException">Some part cannot be had whole from any node.</exception>
    public async Task RunInOrderAsync(SegmentSink sink, CancellationToken cancellationToken)
    {
        for (var lane = 0; lane < Lanes.Count; lane++)
            await RunLaneAsync(lane, 0, _lanes.SegmentCount(lane), sink, cancellationToken);
    }

    /// <summary>Fetches some segments of one part, in order: from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    /// <exception cref="DfsException">They cannot be had whole from any node.</exception>
    public async Task RunLaneAsync(int lane, long first, long end, SegmentSink sink, CancellationToken cancellationToken)
    {
        if (first == end)
            return;
        using var cipher = _keys.OpenLane(_lanes, lane);
        var holders = Holders(lane + 1);
        // The rest are asked last: a node that had not taken the entry yet when it was asked has the part all the same, staged, and may be the only one left.
        await new PartDownload(_operation, _entry, _lanes, lane).RunAsync([.. holders, .. _operation.Nodes.Except(holders)], first, end, cipher, Unpadded(sink), cancellationToken);
    }

    private SegmentSink Unpadded(SegmentSink sink) => _entry.Padding == 0
        ? sink
        : (segment, plaintext) => sink(segment, plaintext[..segment.BytesOfFile(_entry.Length)]);

    // Small files: nodes 1 and 3, else 2 and 4, as in the original. Large ones: each part from the node that has it as the
    // first of its pair, so that all four nodes work at once. Whoever else holds the part comes after.
    private IReadOnlyList<NodeClient> Holders(int part)
    {
        var holders = _holders[part - 1];
        if (_entry.Length > SmallContent)
        {
            var first = Protocol.Placement.PlacementTable.HoldersOf(_entry.Placement, part).First;
            return [.. holders.OrderByDescending(node => node.Node.Number == first)];
        }

        var oddServes = _holders.All(nodes => nodes.Any(node => node.Node.Number is 1 or 3));
        return [.. holders.OrderByDescending(node => (node.Node.Number is 1 or 3) == oddServes)];
    }
}

/// <summary>Takes the plaintext of a segment; the bytes are valid until it returns.</summary>
internal delegate ValueTask SegmentSink(Segment segment, ReadOnlyMemory<byte> plaintext);

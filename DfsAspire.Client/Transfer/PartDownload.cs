using System.Buffers;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Client.Transfer;

/// <summary>
/// Fetches one part and opens its segments. On any fault it goes on at that very segment with the next holder, and says so. When no other is left, each that was lost
/// or away, in this part or in another, is asked once more, and again when others have brought the part on since: large files take hours, connections break, and nodes come back.
/// </summary>
internal sealed class PartDownload(Operation operation, Entry entry, Lanes lanes, int lane)
{
    private int Part => lane + 1;

    /// <summary>Whether nodes that were lost are asked once more when no other is left.</summary>
    public bool GoesBack { get; init; } = true;

    /// <summary>The original's words for a file whose parts cannot be gathered, or for a password that was changed meanwhile.</summary>
    public static DfsException Incomplete(Operation operation) => operation.IsLockedOut
        ? new(DfsFault.WrongCredentials, Login.RefusedMessage) { Faults = operation.Faults }
        : new(DfsFault.Incomplete, "File is incomplete.") { Faults = operation.Faults };

    /// <summary>Brings the segments of the part from <paramref name="first"/> to before <paramref name="end"/>, in order.</summary>
    /// <param name="holders">Who may have the part, in the order in which they are asked.</param>
    /// <param name="first">The first segment.</param>
    /// <param name="end">The one behind the last.</param>
    /// <param name="cipher">Opens them.</param>
    /// <param name="sink">Takes them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DfsException">No holder gives them whole.</exception>
    public async Task RunAsync(
        IReadOnlyList<NodeClient> holders, long first, long end, LaneCipher cipher, SegmentSink sink, CancellationToken cancellationToken)
    {
        var next = first;
        var damaged = new List<string>();
        var tried = new HashSet<NodeClient>();
        var lostAt = new Dictionary<NodeClient, long>();
        var askedAgain = new HashSet<NodeClient>();
        while ((FirstUntried() ?? FirstLost()) is { } holder)
        {
            tried.Add(holder);
            try
            {
                await foreach (var done in FetchAsync(holder, next, end, cipher, sink, cancellationToken))
                    next = done + 1;
                return;
            }
            catch (NodeException fault) when (fault.Status is Status.PartDamaged or Status.PartMissing or Status.NotFound)
            {
                // It is there, and has said what it has to say.
                lostAt.Remove(holder);
                // One to which the part does not belong may have given a loan up since it was asked: it went home.
                if (fault.Status == Status.PartDamaged || IsHome(holder))
                    operation.Note(holder, fault.Reason);
                if (fault.Status == Status.PartDamaged)
                    damaged.Add(holder.Node.Name);
            }
            catch (NodeException fault)
            {
                operation.MarkDown(fault);
                lostAt[holder] = next;
            }

            // A node that was left alone for being slow may have the part all the same.
            if (tried.Count >= holders.Count(node => operation.IsUp(node.Node.Number)))
                operation.TryCallBack();
        }

        throw damaged.Count > 0
            ? new DfsException(
                DfsFault.Integrity,
                $"'{entry.Path}' cannot be read: part {Part} is damaged on {string.Join(" and ", damaged)}, and no other node gives it. Nothing was written.")
            : Incomplete(operation);

        NodeClient? FirstUntried() => holders.FirstOrDefault(node => operation.IsUp(node.Node.Number) && !tried.Contains(node));

        NodeClient? FirstLost()
        {
            if (operation.IsLockedOut || (holders.FirstOrDefault(HasMissedSome) ?? holders.FirstOrDefault(MayHaveComeBack)) is not { } lost)
                return null;
            askedAgain.Add(lost);
            operation.TakeBack(lost);
            return lost;
        }

        bool HasMissedSome(NodeClient node) => lostAt.TryGetValue(node, out var at) && at < next;

        // One that was lost in this part, or in another, or was away when the file was asked for. Not those that answered and do not have it whole.
        bool MayHaveComeBack(NodeClient node) => GoesBack && !askedAgain.Contains(node) && (lostAt.ContainsKey(node) || !tried.Contains(node));
    }

    private bool IsHome(NodeClient node)
    {
        var home = PlacementTable.HoldersOf(entry.Placement, Part);
        return node.Node.Number == home.First || node.Node.Number == home.Second;
    }

    private async IAsyncEnumerable<long> FetchAsync(
        NodeClient holder, long from, long end, LaneCipher cipher, SegmentSink sink,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sealedBytes = ArrayPool<byte>.Shared.Rent(Lanes.SealedSegmentLength);
        var plain = ArrayPool<byte>.Shared.Rent(Lanes.SegmentLength);
        try
        {
            var offset = lanes.SegmentAt(lane, from).SealedOffset;
            var last = lanes.SegmentAt(lane, end - 1);
            await using var stream = await PartStream.OpenAsync(
                holder, entry.Content, Part, lanes.SealedLength(lane), offset, last.SealedOffset + last.SealedLength - offset, cancellationToken);
            for (var index = from; index < end; index++)
            {
                var segment = lanes.SegmentAt(lane, index);
                try
                {
                    await stream.ReadAsync(sealedBytes.AsMemory(0, segment.SealedLength), cancellationToken);
                    var length = Open(holder, cipher, segment, sealedBytes, plain);
                    await sink(segment, plain.AsMemory(0, length));
                }
                catch (NodeException fault)
                {
                    stream.Fail(fault.Reason);
                    throw;
                }

                yield return index;
            }

            await EndAsync(stream, cancellationToken);
            if (from == 0 && last.IsLast && stream.Unconfirmed != 0)
                operation.Confirmations.Add(holder, new AuthenticPart(entry.Content, Part, stream.Unconfirmed));
        }
        finally
        {
            Array.Clear(plain, 0, Lanes.SegmentLength);
            ArrayPool<byte>.Shared.Return(sealedBytes);
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private int Open(NodeClient holder, LaneCipher cipher, Segment segment, byte[] sealedBytes, byte[] plain)
    {
        try
        {
            return cipher.Open(segment.Index, sealedBytes.AsSpan(0, segment.SealedLength), plain);
        }
        catch (SealBrokenException broken)
        {
            throw new NodeException(
                holder.Node, Status.PartDamaged, $"part {Part} of '{entry.Path}' is damaged at byte {segment.SealedOffset} or just behind it", broken);
        }
    }

    // Every segment has been authenticated by now: a node that stumbles over its last words costs nothing but the connection.
    private static async Task EndAsync(PartStream stream, CancellationToken cancellationToken)
    {
        try
        {
            await stream.EndAsync(cancellationToken);
        }
        catch (NodeException fault)
        {
            stream.Fail(fault.Reason);
        }
    }
}

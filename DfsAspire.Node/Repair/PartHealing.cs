using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Brings back parts that this node should hold and has not whole: from the files of its own lost catalog, else from another holder,
/// the borrower of a loan first. What comes must have the checksum that the signed entry gives; a good part is never replaced.
/// </summary>
internal sealed class PartHealing(Volume volume, NodeOptions options, RepairCounts counts, Pace pace, TimeProvider time, ILogger<PartHealing> log)
{
    private const int PageParts = 100;
    // Small parts cost syncs rather than bytes, and syncs of several files go together. Others come alone: all have one rate to share.
    private const int AtOnce = 8;
    private const long SmallBytes = 16 * 1024 * 1024;
    private static readonly PartState[] _order = [PartState.Damaged, PartState.Missing];
    private const int PieceBytes = 256 * 1024;

    // A part may come slowly, over a thin line; a trickle would hold the round up for days.
    private const long LeastBytesPerSecond = 64 * 1024;

    // What else a round does must not wait until terabytes are back. Parts that have begun come to their end.
    private static readonly TimeSpan TurnTime = TimeSpan.FromMinutes(1);

    // Where the next turn goes on, and what those before it could not bring back.
    private (PartState State, KeptPart? Last)? _reached;
    private int _left;
    private volatile bool _startsOver;

    /// <summary>Parts brought back from other nodes since the node started.</summary>
    public long PartsRestored => counts.PartsRestored;

    /// <summary>The next call tries every lacking part, also those that were tried before.</summary>
    public void StartOver() => _startsOver = true;

    /// <summary>Tries every lacking part once, or as many as can be begun within a minute; the next call goes on there.</summary>
    public async Task<HealingResult> RunAsync(PeerViews views, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var attempt = new Attempt(views);
        if (_startsOver)
            _reached = null;
        _startsOver = false;
        var (first, last) = (_reached?.State ?? PartState.Damaged, _reached?.Last);
        if (_reached is null)
            _left = 0;
        foreach (var state in _order.SkipWhile(state => state != first))
        {
            while (await volume.Store.ListLackingAsync(state, last, PageParts, cancellationToken) is { Count: > 0 } page)
            {
                foreach (var batch in Batches(page))
                {
                    var healed = await Task.WhenAll(batch.Select(lacking => TryHealAsync(lacking, attempt, cancellationToken)));
                    _left += healed.Count(isHealed => !isHealed);
                    last = batch[^1];
                    if (time.GetElapsedTime(begun) >= TurnTime)
                        break;
                }

                if (time.GetElapsedTime(begun) < TurnTime)
                    continue;
                _reached = (state, last);
                return Result(isAtEnd: false);
            }

            last = null;
        }

        _reached = null;
        return Result(isAtEnd: true);

        HealingResult Result(bool isAtEnd) => new(_left, views.Settled.Select(view => view.Peer.Number).Where(number => !attempt.LostNodes.ContainsKey(number)).ToHashSet(), isAtEnd);
    }

    private static IEnumerable<List<KeptPart>> Batches(IReadOnlyList<KeptPart> page)
    {
        var batch = new List<KeptPart>();
        foreach (var lacking in page)
        {
            var isSmall = lacking.Row.Info.Length <= SmallBytes;
            if (batch.Count == AtOnce || (batch.Count > 0 && !isSmall))
            {
                yield return batch;
                batch = [];
            }

            batch.Add(lacking);
            if (isSmall)
                continue;
            yield return batch;
            batch = [];
        }

        if (batch.Count > 0)
            yield return batch;
    }

    // A file or directory that fails keeps nobody from the parts behind it.
    private async Task<bool> TryHealAsync(KeptPart lacking, Attempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await HealAsync(lacking, attempt, cancellationToken);
        }
        catch (StoreException fault)
        {
            log.PartNotRestored(lacking.Row.Part, lacking.Content, fault.Message);
            return false;
        }
    }

    private async Task<bool> HealAsync(KeptPart lacking, Attempt attempt, CancellationToken cancellationToken)
    {
        if (await volume.Store.ReclaimAsync(lacking, pace.SpendAsync, cancellationToken) || await TryFetchAsync(lacking, attempt, cancellationToken))
            return true;
        if (lacking.Row.State != PartState.Damaged)
            return false;
        // What a disk did not give back it may give back again; nobody else has the part.
        var check = await volume.Store.CheckPartAsync(lacking.User, lacking.Content, lacking.Row.Part, pace.SpendAsync, cancellationToken);
        return check.Status == Status.Ok;
    }

    private async Task<bool> TryFetchAsync(KeptPart lacking, Attempt attempt, CancellationToken cancellationToken)
    {
        if (lacking.Row.Info.Length >= attempt.NoRoomFor)
            return false;
        // Whoever is opposite took the loan; the order of the others does not matter.
        foreach (var view in attempt.Views.Settled.OrderByDescending(view => view.Peer.Number == PlacementTable.Opposite(options.Node)))
        {
            if (attempt.SlowNodes.ContainsKey(view.Peer.Number))
                continue;
            try
            {
                if (await FetchAsync(lacking, view.Peer, cancellationToken))
                {
                    counts.Restored();
                    // No connection of the other node is held meanwhile.
                    await pace.SpendOnSyncsAsync(Pace.BytesOfAFile, cancellationToken);
                    return true;
                }
            }
            catch (PeerException fault)
            {
                if (fault.IsTooSlow)
                    attempt.SlowNodes[view.Peer.Number] = true;
                else if (!attempt.LostNodes.ContainsKey(view.Peer.Number) && !await LacksPartAsync(lacking, view.Peer, cancellationToken))
                    attempt.LostNodes[view.Peer.Number] = true;
                log.PartNotRestored(lacking.Row.Part, lacking.Content, fault.Message);
            }
            catch (StoreException fault) when (fault.Status is Status.ChecksumMismatch or Status.TooLarge)
            {
                log.PartNotRestored(lacking.Row.Part, lacking.Content, $"node{view.Peer.Number}: {fault.Message}");
            }
            catch (StoreException fault) when (fault.Status == Status.OutOfSpace)
            {
                // Smaller parts may fit; and loans that go home, and contents that are removed, make room.
                attempt.NoRoomFor = Math.Min(attempt.NoRoomFor, lacking.Row.Info.Length);
                log.PartNotRestored(lacking.Row.Part, lacking.Content, fault.Message);
                return false;
            }
        }

        return false;
    }

    // A node whose disk does not give a part breaks off in its middle, and knows by then that the part is damaged. It is not away: counted as lost, it would be
    // asked for all that is lacking with every round, and read its bad disk for it. Where it says that it has the part, the line was at fault, and the
    // next round may find it sound.
    private static async Task<bool> LacksPartAsync(KeptPart lacking, Peer peer, CancellationToken cancellationToken)
    {
        try
        {
            var reports = await peer.AskUseAsync([new OwnedContent(lacking.User, lacking.Content)], cancellationToken);
            return !reports[0].Held.Holds(lacking.Row.Part);
        }
        catch (PeerException)
        {
            return false;
        }
    }

    private async Task<bool> FetchAsync(KeptPart lacking, Peer peer, CancellationToken cancellationToken)
    {
        using var span = DfsTelemetry.Source.StartActivity("repair part");
        span?.DisplayName = string.Create(CultureInfo.InvariantCulture, $"repair part {lacking.Row.Part} from node{peer.Number}");
        span?.SetTag(DfsTelemetry.Part, lacking.Row.Part).SetTag(DfsTelemetry.Content, lacking.Content.ToString())
            .SetTag(DfsTelemetry.PeerService, $"node{peer.Number}").SetTag(DfsTelemetry.Bytes, lacking.Row.Info.Length);
        var (connection, _) = await peer.RentAsync(cancellationToken);
        var isUsable = false;
        try
        {
            var reply = await connection.AskAsync<FetchPart, FetchReply>(
                new FetchPart(Peer.Header, lacking.Content, lacking.Row.Part, 0, -1, lacking.User), cancellationToken);
            if (!reply.Outcome.IsOk)
            {
                isUsable = true;
                return false;
            }

            using var part = await volume.Store.BeginRestoreAsync(lacking, cancellationToken);
            if (part is null || reply.Run != part.Expected.Length)
                return false;
            connection.Reader.BeginContents(reply.Run);
            await ReceiveAsync(connection, peer, part, cancellationToken);
            isUsable = await connection.Reader.ReadMessageAsync(cancellationToken) is not null;
            return await part.CompleteAsync(cancellationToken);
        }
        catch (Exception fault) when (PeerConnection.IsLoss(fault))
        {
            span?.SetStatus(ActivityStatusCode.Error, fault.Message);
            throw new PeerException(peer.Number, $"the connection was lost ({fault.Message.TrimEnd('.')})", fault);
        }
        finally
        {
            if (isUsable)
                await peer.ReturnAsync(connection);
            else
                await connection.DisposeAsync();
        }
    }

    private async Task ReceiveAsync(PeerConnection connection, Peer peer, RestoringPart part, CancellationToken cancellationToken)
    {
        // The own pace is not the other node's.
        var waited = TimeSpan.Zero;
        var limit = WireLimits.WorkTime + TimeSpan.FromSeconds(part.Expected.Length / LeastBytesPerSecond);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (connection.Reader.ContentsRemaining > 0)
            {
                var since = time.GetTimestamp();
                var filled = await connection.Reader.ReadContentsAsync(buffer, cancellationToken);
                waited += time.GetElapsedTime(since);
                if (waited > limit)
                    throw new PeerException(peer.Number, $"sends next to nothing: {connection.Reader.ContentsRemaining} bytes were still to come after {waited.TotalSeconds:0} seconds") { IsTooSlow = true };
                await part.WriteAsync(buffer.AsMemory(0, filled), cancellationToken);
                await pace.SpendAsync(filled, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What one attempt at all lacking parts has found out; several parts at once write to it.</summary>
    private sealed class Attempt(PeerViews views)
    {
        private long _noRoomFor = long.MaxValue;

        public PeerViews Views => views;

        public ConcurrentDictionary<int, bool> LostNodes { get; } = new();

        public ConcurrentDictionary<int, bool> SlowNodes { get; } = new();

        /// <summary>A length for which the disk had no room.</summary>
        public long NoRoomFor
        {
            get => Volatile.Read(ref _noRoomFor);
            set => Volatile.Write(ref _noRoomFor, value);
        }
    }
}

/// <summary>What an attempt at all lacking parts came to.</summary>
/// <param name="Lacking">Parts that no node could give.</param>
/// <param name="Asked">Nodes that answered to its end, be it that they could not give a part.</param>
/// <param name="IsAtEnd">Whether every lacking part was tried.</param>
internal sealed record HealingResult(int Lacking, IReadOnlySet<int> Asked, bool IsAtEnd);

using System.Buffers;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Telemetry;
using DfsAspire.Protocol.Wire;

namespace DfsAspire.Node.Sessions;

internal sealed partial class Session
{
    private bool _contentsEndIsDue;

    internal async Task<bool> StageAsync(string name, ReadOnlyMemory<byte> message)
    {
        if (!TryRead<StagePart>(message, out var request, out var fault))
            return await RefuseUnreadableStageAsync(fault);

        using var work = new RequestWork(name, request.Header, _node.Time);
        work.Tag(DfsTelemetry.User, Caller.Name)
            .Tag(DfsTelemetry.Path, request.Path.Value)
            .Tag(DfsTelemetry.Content, request.Content.ToString())
            .TagPart(request.Part)
            .Tag(DfsTelemetry.Loan, request.IsLoan)
            .Tag(DfsTelemetry.Bytes, request.ContentsLength)
            .Tag(DfsTelemetry.Chunks, (request.ContentsLength + WireLimits.ChunkBytes - 1) / WireLimits.ChunkBytes);
        ExpectContents(request.ContentsLength);
        StageResult staged;
        try
        {
            staged = await ReceivePartAsync(request, work);
        }
        catch (Exception failure) when (TryExplain(failure, work, out var outcome))
        {
            return await RefuseStageAsync(outcome);
        }

        _node.Metrics.Transferred(name, request.ContentsLength, work.Elapsed);
        await _writer.SendAsync(new StageReply(work.End(Status.Ok, null), _node.View(), staged.Highest, staged.CurrentKind), CancellationToken.None);
        return true;
    }

    private async Task<StageResult> ReceivePartAsync(StagePart request, RequestWork work)
    {
        // A write that has begun here comes to its end.
        if (_node.Readiness.WhyTakesNoParts is { } why && !_node.Clients.IsReceiving(request.Content)
            && !await _node.Store.HoldsAnyPartAsync(Caller.Name, request.Content, work.Token))
        {
            throw new StoreException(Status.NotReady, $"Node {_node.Options.Node} is not ready: {why}.");
        }

        // Whatever its sender says, a file is no smaller than a part of it tells.
        var size = Math.Max(request.Size, FourLanes.LeastLength(request.Length));
        _node.Store.NeedStagingRoom(request.Path, size);
        await _node.Store.NeedQuotaAsync(Caller.Name, request.Path, size, work.Token);
        await using var part = await _node.Store.BeginStageAsync(
            Caller.Name, request.Content, request.Path, request.Part, request.IsLoan, request.Length, request.Offset, work.Token);
        using var underWay = _node.Clients.BeginReceiving(request.Content);
        var buffer = ArrayPool<byte>.Shared.Rent(SessionLimits.PieceBytes);
        try
        {
            while (_reader.ContentsRemaining > 0)
            {
                var filled = await _reader.ReadContentsAsync(buffer, work.Token);
                await part.WriteAsync(buffer.AsMemory(0, filled), work.Token);
                underWay.Move(filled);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var end = await ReadContentsEndAsync(work.Token);
        var received = work.Elapsed;
        var staged = await AliveDuringAsync(part.CompleteAsync(end.Checksum, work.Token), work);
        work.Tag(DfsTelemetry.SyncMilliseconds, (work.Elapsed - received).TotalMilliseconds);
        return staged;
    }

    private void ExpectContents(long length)
    {
        _reader.BeginContents(length);
        _contentsEndIsDue = true;
    }

    private async Task<ContentsEnd> ReadContentsEndAsync(CancellationToken cancellationToken)
    {
        var message = await _reader.ReadMessageAsync(cancellationToken)
            ?? throw new ConnectionLostException("The client closed the connection before the checksum of its contents.");
        var end = MessageCodec.Read<ContentsEnd>(message);
        _contentsEndIsDue = false;
        return end;
    }

    private Task<bool> RefuseStageAsync(ReadOnlyMemory<byte> message, Outcome outcome)
    {
        if (!TryRead<StagePart>(message, out var request, out var fault))
            return RefuseUnreadableStageAsync(fault);
        ExpectContents(request.ContentsLength);
        return RefuseStageAsync(outcome);
    }

    /// <summary>Answers at once and drops what still comes of the contents.</summary>
    private async Task<bool> RefuseStageAsync(Outcome outcome)
    {
        await _writer.SendAsync(new StageReply(outcome, NodeView.Nothing, Stamp.None, EntryKind.None), CancellationToken.None);
        if (_reader.ContentsRemaining > SessionLimits.SkippedBytes)
        {
            await LingerAsync();
            return false;
        }

        await SkipContentsAsync(CancellationToken.None);
        if (_contentsEndIsDue)
            await ReadContentsEndAsync(CancellationToken.None);
        return true;
    }

    // How many bytes would have to be skipped is not known.
    private async Task<bool> RefuseUnreadableStageAsync(string fault)
    {
        await RefuseAsync(new Outcome(Status.Malformed, fault));
        return false;
    }

    private async Task SkipContentsAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SessionLimits.PieceBytes);
        try
        {
            while (_reader.ContentsRemaining > 0)
                await _reader.ReadContentsAsync(buffer, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Reads on for a moment: closing on a client that is still sending resets the connection, and with it the reply that
    /// says why.
    /// </summary>
    private async Task LingerAsync()
    {
        using var enough = new CancellationTokenSource(SessionLimits.LingerTime, _node.Time);
        try
        {
            await SkipContentsAsync(enough.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
        }
    }
}

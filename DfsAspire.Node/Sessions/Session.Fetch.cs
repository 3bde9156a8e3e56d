using System.Buffers;
using System.IO.Hashing;
using DfsAspire.Node.Accounts;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Node.Sessions;

internal sealed partial class Session
{
    internal async Task<bool> FetchAsync(string name, ReadOnlyMemory<byte> message)
    {
        if (!TryRead<FetchPart>(message, out var request, out var fault))
        {
            await RefuseAsync(new Outcome(Status.Malformed, fault));
            return true;
        }

        using var work = new RequestWork(name, request.Header, _node.Time);
        var owner = Caller.Kind == Callers.Node ? request.Owner ?? "" : Caller.Name;
        work.Tag(DfsTelemetry.User, owner)
            .Tag(DfsTelemetry.Content, request.Content.ToString())
            .TagPart(request.Part);
        PartFile? opened;
        try
        {
            opened = await AliveDuringAsync(_node.Store.OpenPartAsync(owner, request.Content, request.Part, work.Token), work);
        }
        catch (Exception failure) when (TryExplain(failure, work, out var outcome))
        {
            return await AbsentAsync(outcome);
        }

        if (opened is null)
            return await AbsentAsync(End(work, Status.PartMissing, $"Node {_node.Options.Node} does not hold part {request.Part} of content {request.Content}."));
        using (opened)
        using (var underWay = Caller.Kind == Callers.Node ? null : _node.Clients.BeginSending())
        {
            if (request.Offset > opened.Size)
                return await AbsentAsync(End(work, Status.Malformed, $"Part {request.Part} has {opened.Size} bytes; byte {request.Offset} was asked for."));
            return await SendPartAsync(request, opened, underWay, work);
        }
    }

    private async Task<bool> AbsentAsync(Outcome outcome)
    {
        await _writer.SendAsync(new FetchReply(outcome, 0, "", 0), CancellationToken.None);
        return true;
    }

    private async Task<bool> SendPartAsync(FetchPart request, PartFile part, ClientWork.Transfer? underWay, RequestWork work)
    {
        var rest = part.Size - request.Offset;
        var run = request.Length < 0 ? rest : Math.Min(request.Length, rest);
        work.Tag(DfsTelemetry.Bytes, run).Tag(DfsTelemetry.Chunks, (run + WireLimits.ChunkBytes - 1) / WireLimits.ChunkBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(SessionLimits.PieceBytes);
        try
        {
            int first;
            try
            {
                // Before the reply, which can still say that the disk does not give the part.
                first = await ReadAsync(part, buffer, request.Offset, run, work.Token);
            }
            catch (Exception failure) when (TryExplain(failure, work, out var outcome))
            {
                return await AbsentAsync(outcome);
            }

            _writer.Write(new FetchReply(Outcome.Ok, part.Size, part.Name, run, part.Unconfirmed));
            _writer.BeginContents(run);
            return await SendRunAsync(part, buffer, first, request.Offset, run, underWay, work);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Goes on behind what was read already.
    private async Task<bool> SendRunAsync(PartFile part, byte[] buffer, int read, long offset, long run, ClientWork.Transfer? underWay, RequestWork work)
    {
        var checksum = new XxHash128();
        try
        {
            for (var rest = run; rest > 0;)
            {
                checksum.Append(buffer.AsSpan(0, read));
                await _writer.WriteContentsAsync(buffer.AsSpan(0, read), work.Token);
                underWay?.Move(read);
                offset += read;
                rest -= read;
                read = await ReadAsync(part, buffer, offset, rest, work.Token);
            }
        }
        // The length stands in the reply already: all that is left to say is nothing. The client goes on at another holder.
        catch (StoreException unreadable)
        {
            _node.Log.PartUnreadable(part.Name, unreadable);
            work.End(unreadable.Status, unreadable.Message);
            return false;
        }
        catch (OperationCanceledException) when (work.Token.IsCancellationRequested)
        {
            End(work, Status.DeadlinePassed, null);
            return false;
        }

        _node.Metrics.Transferred(work.Name, run, work.Elapsed);
        work.End(Status.Ok, null);
        await _writer.SendAsync(new ContentsEnd(checksum.GetCurrentHashAsUInt128()), CancellationToken.None);
        return true;
    }

    // Apart from all sending: that a connection is lost, or the work given up, says nothing about the part.
    private static async ValueTask<int> ReadAsync(PartFile part, Memory<byte> buffer, long offset, long rest, CancellationToken cancellationToken)
    {
        if (rest == 0)
            return 0;
        try
        {
            var read = await part.ReadAsync(buffer[..(int)Math.Min(rest, buffer.Length)], offset, cancellationToken);
            return read > 0 ? read : throw new EndOfStreamException($"The file ends {rest} bytes before its part does.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Marked before the connection is closed: whoever asks next what became of the part shall hear it.
            throw await part.FailAsync(fault);
        }
    }
}

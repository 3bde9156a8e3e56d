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
        _writer.Write(new FetchReply(Outcome.Ok, part.Size, part.Name, run, part.Unconfirmed));
        _writer.BeginContents(run);
        var checksum = new XxHash128();
        try
        {
            await SendRunAsync(part, request.Offset, run, checksum, underWay, work.Token);
        }
        // The length stands in the reply already: all that is left to say is nothing. The client goes on at another holder.
        catch (Exception fault) when (fault is UnauthorizedAccessException || (fault is IOException and not Protocol.Wire.ConnectionLostException))
        {
            _node.Log.PartUnreadable(part.Name, fault);
            work.End(Status.VolumeFailing, fault.Message);
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

    private async Task SendRunAsync(
        PartFile part, long offset, long run, XxHash128 checksum, ClientWork.Transfer? underWay, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SessionLimits.PieceBytes);
        try
        {
            while (run > 0)
            {
                var piece = buffer.AsMemory(0, (int)Math.Min(run, buffer.Length));
                var read = await part.ReadAsync(piece, offset, cancellationToken);
                if (read == 0)
                    throw new EndOfStreamException($"The file ends {run} bytes before its part does.");
                checksum.Append(piece.Span[..read]);
                await _writer.WriteContentsAsync(piece.Span[..read], cancellationToken);
                underWay?.Move(read);
                offset += read;
                run -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;

namespace DfsAspire.Node.Sessions;

internal sealed partial class Session
{
    /// <summary>Serves one request; false when the connection is of no further use.</summary>
    private async Task<bool> ServeAsync(ReadOnlyMemory<byte> message)
    {
        MessageKind kind;
        try
        {
            kind = MessageCodec.KindOf(message);
        }
        catch (MalformedMessageException fault)
        {
            await RefuseAsync(new Outcome(Status.Malformed, fault.Message));
            return true;
        }

        if (!Operation.All.TryGetValue(kind, out var operation))
        {
            await RefuseAsync(new Outcome(Status.UnknownRequest, $"Node {_node.Options.Node} knows no request of kind {(int)kind}; it speaks version {WireLimits.Version} of the protocol."));
            return true;
        }

        if (!_node.LogIns.IsCurrent(Caller))
        {
            await RefuseAsync(new Outcome(Status.WrongCredentials, WrongCredentials));
            return LogInRefused();
        }

        if (FindRefusal(operation) is not { } refusal)
            return await operation.Serve(this, operation.Name, message);
        _node.Log.RequestRefused(operation.Name, refusal.Status, refusal.Text);
        if (kind == MessageKind.StagePart)
            return await RefuseStageAsync(message, refusal);
        await RefuseAsync(refusal);
        return true;
    }

    private Outcome? FindRefusal(Operation operation)
    {
        if ((operation.Allowed & Caller.Kind) == 0)
            return new Outcome(Status.Forbidden, $"'{Caller.Name}' may not ask node {_node.Options.Node} to '{operation.Name}'.");
        var why = operation.Needs switch
        {
            Needs.Answers => _node.Readiness.WhySilent,
            Needs.Writes => _node.Readiness.WhyReadOnly,
            _ => null,
        };
        return why is null ? null : new Outcome(Status.NotReady, $"Node {_node.Options.Node} is not ready: {why}.");
    }

    /// <summary>Serves a request that one message asks and one message answers.</summary>
    private async Task<bool> AnswerAsync<TRequest, TReply>(
        string name, ReadOnlyMemory<byte> message, Func<TRequest, RequestHeader> header, Func<TRequest, RequestWork, Task<TReply>> answer)
        where TRequest : class, IMessage<TRequest>
        where TReply : IMessage<TReply>
    {
        if (!TryRead<TRequest>(message, out var request, out var fault))
        {
            await RefuseAsync(new Outcome(Status.Malformed, fault));
            return true;
        }

        using var work = new RequestWork(name, header(request), _node.Time);
        TReply reply;
        try
        {
            reply = await AliveDuringAsync(answer(request, work), work);
        }
        catch (Exception failure) when (TryExplain(failure, work, out var outcome))
        {
            await RefuseAsync(outcome);
            return true;
        }

        await _writer.SendAsync(reply, CancellationToken.None);
        return true;
    }

    private Task<T> AliveDuringAsync<T>(Task<T> task, RequestWork work) => SignsOfLife.DuringAsync(task, _writer, work.Deadline, _node.Time);

    /// <summary>What to tell the client of a failed request; false when the connection itself failed.</summary>
    private bool TryExplain(Exception failure, RequestWork work, out Outcome outcome)
    {
        outcome = default;
        switch (failure)
        {
            case StoreException refused:
                outcome = End(work, refused.Status, refused.Message);
                return true;
            case OperationCanceledException when work.Token.IsCancellationRequested:
                outcome = End(work, Status.DeadlinePassed, $"Node {_node.Options.Node} did not finish within the {work.Elapsed.TotalMilliseconds:0} ms that the client gave it.");
                return true;
            case ConnectionLostException or OperationCanceledException or MalformedMessageException:
                return false;
            default:
                _node.Log.RequestFailed(work.Name, failure);
                outcome = work.End(Status.InternalError, $"Node {_node.Options.Node} failed in a way that it did not expect; its log says more.");
                return true;
        }
    }

    private Outcome End(RequestWork work, Status status, string? text)
    {
        if (status is not (Status.Ok or Status.Superseded))
            _node.Log.RequestRefused(work.Name, status, text);
        return work.End(status, text);
    }

    private static bool TryRead<T>(ReadOnlyMemory<byte> message, [NotNullWhen(true)] out T? read, out string fault) where T : class, IMessage<T>
    {
        try
        {
            read = MessageCodec.Read<T>(message);
            fault = "";
            return true;
        }
        // The types of the protocol refuse impossible values in their constructors.
        catch (Exception wrong) when (wrong is MalformedMessageException or ArgumentException)
        {
            read = null;
            fault = wrong.Message;
            return false;
        }
    }
}

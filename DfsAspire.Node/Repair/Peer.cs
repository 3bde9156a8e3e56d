using System.Collections.Concurrent;
using System.Diagnostics;
using DfsAspire.Node.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>Another node of the cluster, and a few open connections to it.</summary>
internal sealed class Peer(int number, IPeerTransport transport, NodeLogIns logIns, TimeProvider time) : IAsyncDisposable
{
    // As many as repair uses at once.
    private const int MostIdle = 8;

    // A trace that nobody records: what nodes say to each other every few seconds would bury everything else.
    private static readonly RequestHeader Untraced = new("00-00000000000000000000000000000001-0000000000000001-00", null, 0);

    private readonly ConcurrentStack<PeerConnection> _idle = new();

    public int Number => number;

    /// <summary>The header of a request made now.</summary>
    public static RequestHeader Header =>
        Activity.Current is { Recorded: true } activity ? new RequestHeader(activity.Id, activity.TraceStateString, 0) : Untraced;

    /// <summary>Sends a request and awaits its reply. A kept connection that turns out to be dead is replaced once.</summary>
    /// <exception cref="PeerException">The node is gone, refuses, or does not keep to the protocol.</exception>
    public async Task<TReply> AskAsync<TRequest, TReply>(TRequest request, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>
        where TReply : IMessage<TReply>
    {
        while (true)
        {
            var (connection, isReused) = await RentAsync(cancellationToken);
            try
            {
                var reply = await connection.AskAsync<TRequest, TReply>(request, cancellationToken);
                await ReturnAsync(connection);
                return reply;
            }
            catch (PeerException) when (isReused)
            {
                await connection.DisposeAsync();
                await CloseIdleAsync();
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Asks what the node knows of some contents; answers in their order.</summary>
    /// <exception cref="PeerException">The node is gone, refuses, or does not keep to the protocol.</exception>
    public async Task<IReadOnlyList<ContentReport>> AskUseAsync(IReadOnlyList<OwnedContent> contents, CancellationToken cancellationToken)
    {
        var reply = await AskAsync<GetUse, UseReply>(new GetUse(Header, contents), cancellationToken);
        return reply.Outcome.IsOk && reply.Reports.Count == contents.Count ? reply.Reports : throw Unanswered(reply.Outcome);
    }

    /// <summary>Asks which entries some paths hold on the node; answers in their order.</summary>
    /// <exception cref="PeerException">The node is gone, refuses, or does not keep to the protocol.</exception>
    public async Task<IReadOnlyList<PathReport>> AskStampsAsync(IReadOnlyList<OwnedPath> paths, CancellationToken cancellationToken)
    {
        var reply = await AskAsync<GetStamps, StampsReply>(new GetStamps(Header, paths), cancellationToken);
        return reply.Outcome.IsOk && reply.Reports.Count == paths.Count ? reply.Reports : throw Unanswered(reply.Outcome);
    }

    /// <summary>An open connection, and whether it has served before.</summary>
    public async Task<(PeerConnection Connection, bool IsReused)> RentAsync(CancellationToken cancellationToken) => _idle.TryPop(out var idle)
        ? (idle, true)
        : (await PeerConnection.OpenAsync(number, transport, logIns, time, cancellationToken), false);

    /// <summary>Takes back a connection whose last request has come to its end.</summary>
    public ValueTask ReturnAsync(PeerConnection connection)
    {
        if (_idle.Count >= MostIdle)
            return connection.DisposeAsync();
        _idle.Push(connection);
        return default;
    }

    public ValueTask DisposeAsync() => CloseIdleAsync();

    private PeerException Unanswered(Outcome outcome) => new(number, outcome.Text ?? "did not answer what it was asked");

    private async ValueTask CloseIdleAsync()
    {
        while (_idle.TryPop(out var connection))
            await connection.DisposeAsync();
    }
}

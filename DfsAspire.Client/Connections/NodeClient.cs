using System.Diagnostics;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Client.Connections;

/// <summary>Asks one node, over pooled connections.</summary>
internal sealed class NodeClient(NodePool pool) : IAsyncDisposable
{
    public NodeAddress Node => pool.Node;

    public NodePool Pool => pool;

    /// <summary>The header of a request made now: the trace it belongs to.</summary>
    public static RequestHeader Header => new(Activity.Current?.Id, Activity.Current?.TraceStateString, 0);

    /// <summary>
    /// Sends a request and awaits its reply. A kept connection that turns out to be dead is replaced once: every request may
    /// be sent twice without harm.
    /// </summary>
    /// <exception cref="NodeException">The node is gone, refuses, or does not keep to the protocol.</exception>
    public Task<TReply> AskAsync<TRequest, TReply>(string span, TRequest request, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>, IRequest<TRequest>
        where TReply : IMessage<TReply> => AskAsync<TRequest, TReply>(span, request, WireLimits.WorkTime, cancellationToken);

    /// <summary>The same, with signs of life heeded for <paramref name="work"/>.</summary>
    /// <exception cref="NodeException">The node is gone, refuses, or does not keep to the protocol.</exception>
    public async Task<TReply> AskAsync<TRequest, TReply>(string span, TRequest request, TimeSpan work, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>, IRequest<TRequest>
        where TReply : IMessage<TReply>
    {
        using var activity = StartSpan(span, Node);
        try
        {
            var traced = request.WithHeader(Header);
            while (true)
            {
                var connection = await pool.RentAsync(cancellationToken);
                try
                {
                    var reply = await connection.AskAsync<TRequest, TReply>(traced, work, cancellationToken);
                    await pool.ReturnAsync(connection);
                    return reply;
                }
                catch (NodeException fault) when (fault.Status == Status.WrongCredentials && connection.IsReused)
                {
                    // The account was changed since. If the user goes on with a new password, a new connection will do.
                    await connection.DisposeAsync();
                    await pool.ClearAsync();
                }
                catch (NodeException fault) when (fault.Status is not null && fault.InnerException is null)
                {
                    await pool.ReturnAsync(connection);
                    throw;
                }
                catch (NodeException) when (connection is { IsReused: true, HasShownLife: false })
                {
                    await connection.DisposeAsync();
                    await pool.ClearAsync();
                }
                catch
                {
                    await connection.DisposeAsync();
                    throw;
                }
            }
        }
        catch (Exception fault)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault is NodeException node ? node.Reason : fault.GetType().Name);
            throw;
        }
    }

    /// <summary>Starts a client span that names the node.</summary>
    public static Activity? StartSpan(string name, NodeAddress node)
    {
        var activity = DfsTelemetry.Source.StartActivity(name, ActivityKind.Client);
        activity?.DisplayName = $"{name} on {node.Name}";
        activity?.SetTag(DfsTelemetry.ServerAddress, node.Name);
        activity?.SetTag(DfsTelemetry.ServerPort, node.Port);
        activity?.SetTag(DfsTelemetry.PeerService, node.Name);
        return activity;
    }

    public ValueTask DisposeAsync() => pool.DisposeAsync();
}

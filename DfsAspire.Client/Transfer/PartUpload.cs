using System.Diagnostics;
using System.Globalization;
using DfsAspire.Client.Connections;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Client.Transfer;

/// <summary>One part on its way to one node: the span <c>stage part</c>.</summary>
internal sealed class PartUpload : IAsyncDisposable
{
    private const long SlowDiskBytesPerSecond = 50_000_000;

    private readonly NodeConnection _connection;
    private readonly Task<StageReply> _reply;
    private readonly Activity? _activity;
    private readonly CancellationTokenSource _end = new();
    private bool _isDone;

    private PartUpload(NodeClient node, NodeConnection connection, long length, Activity? activity)
    {
        Node = node;
        _connection = connection;
        _activity = activity;
        // Read from the start: a node that refuses says so at once, and the rest need not be sent. It owes nothing until the
        // last byte, so its silence means nothing before.
        _connection.Reader.SilenceLimit = Timeout.InfiniteTimeSpan;
        _reply = connection.ReceiveAsync<StageReply>(WireLimits.WorkTimeFor(length), _end.Token);
    }

    public NodeClient Node { get; }

    /// <summary>Announces the part.</summary>
    /// <exception cref="NodeException">The node cannot be reached.</exception>
    public static async Task<PartUpload> OpenAsync(NodeClient node, StagePart request, CancellationToken cancellationToken)
    {
        // Not the current activity for long: eight uploads are siblings under the command, not one inside the other.
        var parent = Activity.Current;
        var activity = NodeClient.StartSpan("stage part", node.Node);
        Activity.Current = parent;
        activity?.DisplayName = string.Create(CultureInfo.InvariantCulture, $"stage part {request.Part} on {node.Node.Name}");
        activity?.SetTag(DfsTelemetry.Part, request.Part);
        activity?.SetTag(DfsTelemetry.Loan, request.IsLoan);
        activity?.SetTag(DfsTelemetry.Content, request.Content.ToString());
        activity?.SetTag(DfsTelemetry.Bytes, request.ContentsLength);
        try
        {
            var connection = await node.Pool.RentAsync(cancellationToken);
            connection.Writer.Write(request.WithHeader(new RequestHeader(activity?.Id ?? parent?.Id, activity?.TraceStateString, 0)));
            connection.Writer.BeginContents(request.ContentsLength);
            // Before it takes anything the node may have to read again what it has.
            connection.Writer.SilenceLimit = WireLimits.SilenceTime + TimeSpan.FromSeconds(request.Offset / SlowDiskBytesPerSecond);
            return new PartUpload(node, connection, request.Length, activity);
        }
        catch (Exception fault)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            activity?.Dispose();
            throw;
        }
    }

    /// <summary>Sends the next sealed bytes.</summary>
    /// <exception cref="NodeException">The node is gone, or has refused the part already.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            if (_reply.IsCompleted)
                throw Refusal(await _reply);
            await _connection.Writer.WriteContentsAsync(bytes.Span, cancellationToken);
        }
        catch (Exception fault) when (NodeConnection.IsLoss(fault))
        {
            throw await ReasonAsync(fault);
        }
    }

    /// <summary>Ends the part and awaits the node's word that it is on stable storage.</summary>
    /// <exception cref="NodeException">The node is gone or refuses.</exception>
    public async Task<StageReply> CompleteAsync(UInt128 checksum, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // Once the node may have the whole part its answer is awaited, whatever happens: a discard that overtook it would
            // find nothing, and the part would stay for good.
            await _connection.Writer.SendAsync(new ContentsEnd(checksum), CancellationToken.None);
        }
        catch (Exception fault) when (NodeConnection.IsLoss(fault))
        {
            throw await ReasonAsync(fault);
        }

        _connection.Reader.SilenceLimit = WireLimits.SilenceTime;
        var reply = await _reply;
        if (!reply.Outcome.IsOk)
            throw Refusal(reply);
        _isDone = true;
        return reply;
    }

    /// <summary>Says on the span why the transfer failed.</summary>
    public void Fail(string reason) => _activity?.SetStatus(ActivityStatusCode.Error, reason);

    public async ValueTask DisposeAsync()
    {
        if (_isDone)
        {
            _connection.Writer.SilenceLimit = WireLimits.SilenceTime;
            await Node.Pool.ReturnAsync(_connection);
        }
        else
        {
            await _end.CancelAsync();
            await _connection.DisposeAsync();
            await ((Task)_reply).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _end.Dispose();
        _activity?.Dispose();
    }

    private NodeException Refusal(StageReply reply) =>
        new(Node.Node, reply.Outcome.Status, reply.Outcome.Text ?? $"refused the part: {reply.Outcome.Status}");

    // When sending fails the node may have said why before it closed.
    private async Task<Exception> ReasonAsync(Exception fault)
    {
        _connection.Reader.SilenceLimit = WireLimits.ConnectTime;
        try
        {
            var reply = await _reply;
            return reply.Outcome.IsOk ? _connection.Lost(fault) : Refusal(reply);
        }
        catch (NodeException)
        {
            return _connection.Lost(fault);
        }
    }
}

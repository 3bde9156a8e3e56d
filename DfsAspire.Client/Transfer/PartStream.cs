using System.Diagnostics;
using System.Globalization;
using DfsAspire.Client.Connections;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Client.Transfer;

/// <summary>One part, or the rest of one, on its way from one node: the span <c>fetch part</c>.</summary>
internal sealed class PartStream : IAsyncDisposable
{
    private readonly NodeClient _node;
    private readonly NodeConnection _connection;
    private readonly Activity? _activity;
    private bool _isDone;

    private PartStream(NodeClient node, NodeConnection connection, Activity? activity, long unconfirmed)
    {
        Unconfirmed = unconfirmed;
        _node = node;
        _connection = connection;
        _activity = activity;
    }

    /// <summary>Not 0 when the node would like to know whether the part is authentic (<see cref="FetchReply.Unconfirmed"/>).</summary>
    public long Unconfirmed { get; }

    /// <summary>Asks for a part, or a run of it.</summary>
    /// <param name="node">Whom to ask.</param>
    /// <param name="content">The content.</param>
    /// <param name="part">The part, 1 to 4.</param>
    /// <param name="size">How long the whole part must be.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="run">How many bytes from there.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <exception cref="NodeException">The node is gone, has not the part, or has one of another size.</exception>
    public static async Task<PartStream> OpenAsync(
        NodeClient node, ContentId content, int part, long size, long offset, long run, CancellationToken cancellationToken)
    {
        var parent = Activity.Current;
        var activity = NodeClient.StartSpan("fetch part", node.Node);
        Activity.Current = parent;
        activity?.DisplayName = string.Create(CultureInfo.InvariantCulture, $"fetch part {part} from {node.Node.Name}");
        activity?.SetTag(DfsTelemetry.Part, part);
        activity?.SetTag(DfsTelemetry.Content, content.ToString());
        activity?.SetTag(DfsTelemetry.Bytes, run);
        NodeConnection? connection = null;
        try
        {
            connection = await node.Pool.RentAsync(cancellationToken);
            var header = new RequestHeader(activity?.Id ?? parent?.Id, activity?.TraceStateString, 0);
            var reply = await connection.AskAsync<FetchPart, FetchReply>(new FetchPart(header, content, part, offset, run), WireLimits.OpenTime, cancellationToken);
            if (!reply.Outcome.IsOk)
            {
                await node.Pool.ReturnAsync(connection);
                connection = null;
                throw new NodeException(node.Node, reply.Outcome.Status, reply.Outcome.Text ?? $"does not give part {part}: {reply.Outcome.Status}");
            }

            if (reply.Size != size || reply.Run != run)
                throw new NodeException(node.Node, Status.PartDamaged, $"its part {part} has {reply.Size} bytes instead of {size}");
            connection.Reader.BeginContents(reply.Run);
            return new PartStream(node, connection, activity, reply.Unconfirmed);
        }
        catch (Exception fault)
        {
            if (connection is not null)
                await connection.DisposeAsync();
            activity?.SetStatus(ActivityStatusCode.Error, fault is NodeException lost ? lost.Reason : fault.GetType().Name);
            activity?.Dispose();
            throw;
        }
    }

    /// <summary>Fills <paramref name="destination"/>, or as much of it as the part still has.</summary>
    /// <exception cref="NodeException">The node is gone.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.Reader.ReadContentsAsync(destination, cancellationToken);
        }
        catch (Exception fault) when (NodeConnection.IsLoss(fault))
        {
            throw _connection.Lost(fault);
        }
    }

    /// <summary>Reads what ends the run, after its last byte, and answers the checksum that the node gave.</summary>
    /// <exception cref="NodeException">The node is gone.</exception>
    public async Task<UInt128> EndAsync(CancellationToken cancellationToken)
    {
        var end = await _connection.ReceiveAsync<ContentsEnd>(WireLimits.SilenceTime, cancellationToken);
        _isDone = true;
        return end.Checksum;
    }

    /// <summary>Says on the span why the transfer failed.</summary>
    public void Fail(string reason) => _activity?.SetStatus(ActivityStatusCode.Error, reason);

    public async ValueTask DisposeAsync()
    {
        if (_isDone)
            await _node.Pool.ReturnAsync(_connection);
        else
            await _connection.DisposeAsync();
        _activity?.Dispose();
    }
}

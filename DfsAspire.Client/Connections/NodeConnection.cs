using System.IO.Pipelines;
using System.Net.Sockets;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;

namespace DfsAspire.Client.Connections;

/// <summary>One open connection to one node. It serves one request at a time; half-used ones are never used again.</summary>
internal sealed class NodeConnection : IAsyncDisposable
{
    // A segment and its framing fit twice; small enough that eight transfers stay within a few megabytes.
    private const int BufferBytes = 256 * 1024;

    private readonly NodeLine _line;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;

    public NodeConnection(NodeAddress node, NodeLine line, TimeProvider time)
    {
        Node = node;
        _line = line;
        _input = PipeReader.Create(line.Stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 4, leaveOpen: true));
        _output = PipeWriter.Create(line.Stream, new StreamPipeWriterOptions(minimumBufferSize: BufferBytes, leaveOpen: true));
        Reader = new WireReader(_input, time) { SilenceLimit = WireLimits.SilenceTime };
        Writer = new WireWriter(_output, time) { SilenceLimit = WireLimits.SilenceTime };
    }

    public NodeAddress Node { get; }

    public WireReader Reader { get; }

    public WireWriter Writer { get; }

    /// <summary>True for a connection that has served a request before: its node may have gone since.</summary>
    public bool IsReused { get; set; }

    /// <summary>False when the node is known to have closed its end. True promises nothing.</summary>
    public bool IsOpen => _line.IsOpen();

    /// <summary>Sends a request and awaits its reply.</summary>
    /// <exception cref="NodeException">The node is gone, refuses, or does not keep to the protocol.</exception>
    public async Task<TReply> AskAsync<TRequest, TReply>(TRequest request, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>
        where TReply : IMessage<TReply>
    {
        await SendAsync(request, cancellationToken);
        return await ReceiveAsync<TReply>(cancellationToken);
    }

    /// <summary>Sends a message.</summary>
    /// <exception cref="NodeException">The node is gone.</exception>
    public async ValueTask SendAsync<T>(T message, CancellationToken cancellationToken) where T : IMessage<T>
    {
        try
        {
            await Writer.SendAsync(message, cancellationToken);
        }
        catch (Exception fault) when (IsLoss(fault))
        {
            throw Lost(fault);
        }
    }

    /// <summary>Awaits a reply, however many signs of life come before it.</summary>
    /// <exception cref="NodeException">The node is gone, refuses, or does not keep to the protocol.</exception>
    public async Task<TReply> ReceiveAsync<TReply>(CancellationToken cancellationToken) where TReply : IMessage<TReply>
    {
        try
        {
            while (true)
            {
                var message = await Reader.ReadMessageAsync(cancellationToken)
                    ?? throw new ConnectionLostException("the connection was closed");
                switch (MessageCodec.KindOf(message))
                {
                    case MessageKind.SignOfLife:
                        continue;
                    case MessageKind.Refusal:
                        var refusal = MessageCodec.Read<Refusal>(message).Outcome;
                        throw new NodeException(Node, refusal.Status, refusal.Text ?? refusal.Status.ToString());
                    default:
                        return MessageCodec.Read<TReply>(message);
                }
            }
        }
        catch (Exception fault) when (IsLoss(fault))
        {
            throw Lost(fault);
        }
    }

    /// <summary>What a broken connection or protocol means to an operation.</summary>
    public NodeException Lost(Exception fault) => fault switch
    {
        NodeException already => already,
        MalformedMessageException => new NodeException(Node, null, $"does not keep to the protocol: {fault.Message}", fault),
        _ => new NodeException(Node, null, $"the connection was lost ({fault.Message.TrimEnd('.')})", fault),
    };

    public static bool IsLoss(Exception fault) =>
        fault is IOException or SocketException or MalformedMessageException or ObjectDisposedException;

    public async ValueTask DisposeAsync()
    {
        Reader.Dispose();
        Writer.Dispose();
        // The stream first: completing the pipes must not wait for a peer that takes nothing any more.
        await _line.Stream.DisposeAsync();
        await _input.CompleteAsync();
        await _output.CompleteAsync(new OperationCanceledException());
    }
}

using System.IO.Pipelines;
using System.Net.Sockets;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;

namespace DfsAspire.Client.Connections;

/// <summary>One open connection to one node. It serves one request at a time; half-used ones are never used again.</summary>
internal sealed class NodeConnection : IAsyncDisposable
{
    // A segment and its framing fit twice; small enough that eight transfers stay within a few megabytes.
    private const int BufferBytes = 256 * 1024;

    private readonly NodeLine _line;
    private readonly TimeProvider _time;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;

    public NodeConnection(NodeAddress node, NodeLine line, TimeProvider time)
    {
        Node = node;
        _line = line;
        _time = time;
        _input = PipeReader.Create(line.Stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 4, leaveOpen: true));
        _output = PipeWriter.Create(line.Stream, new StreamPipeWriterOptions(minimumBufferSize: BufferBytes, leaveOpen: true));
        Reader = new WireReader(_input, time) { SilenceLimit = WireLimits.SilenceTime };
        Writer = new WireWriter(_output, time) { SilenceLimit = WireLimits.SilenceTime };
    }

    public NodeAddress Node { get; }

    /// <summary>What a log-in on this connection is bound to.</summary>
    public ChannelBinding Binding => _line.Binding;

    /// <summary>The certificate that the node showed, which a log-in makes certain; null without TLS.</summary>
    public CertificateFingerprint? Certificate => _line.Certificate;

    public WireReader Reader { get; }

    public WireWriter Writer { get; }

    /// <summary>True for a connection that has served a request before: its node may have gone since.</summary>
    public bool IsReused { get; set; }

    /// <summary>True when the node has shown a sign of life since the last request.</summary>
    public bool HasShownLife { get; private set; }

    /// <summary>False when the node is known to have closed its end. True promises nothing.</summary>
    public bool IsOpen => _line.IsOpen();

    /// <summary>Sends a request and awaits its reply.</summary>
    /// <param name="request">The request.</param>
    /// <param name="work">How long signs of life are heeded.</param>
    /// <param name="cancellationToken">Ends the waiting; the connection is of no further use then.</param>
    /// <exception cref="NodeException">The node is gone, refuses, or does not keep to the protocol.</exception>
    public async Task<TReply> AskAsync<TRequest, TReply>(TRequest request, TimeSpan work, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>
        where TReply : IMessage<TReply>
    {
        HasShownLife = false;
        await SendAsync(request, cancellationToken);
        return await ReceiveAsync<TReply>(work, cancellationToken);
    }

    /// <summary>Sends a request and awaits its reply, for <see cref="WireLimits.WorkTime"/> if the node says that it is at work.</summary>
    /// <exception cref="NodeException">The node is gone, refuses, or does not keep to the protocol.</exception>
    public Task<TReply> AskAsync<TRequest, TReply>(TRequest request, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>
        where TReply : IMessage<TReply> => AskAsync<TRequest, TReply>(request, WireLimits.WorkTime, cancellationToken);

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

    /// <summary>Awaits a reply, with signs of life before it for at most <paramref name="work"/>, counted from the first of them.</summary>
    /// <exception cref="NodeException">The node is gone, refuses, or does not keep to the protocol.</exception>
    public async Task<TReply> ReceiveAsync<TReply>(TimeSpan work, CancellationToken cancellationToken) where TReply : IMessage<TReply>
    {
        try
        {
            long? firstSign = null;
            while (true)
            {
                var message = await Reader.ReadMessageAsync(cancellationToken)
                    ?? throw new ConnectionLostException("the connection was closed");
                switch (MessageCodec.KindOf(message))
                {
                    case MessageKind.SignOfLife:
                        HasShownLife = true;
                        firstSign ??= _time.GetTimestamp();
                        if (work != Timeout.InfiniteTimeSpan && _time.GetElapsedTime(firstSign.Value) > work)
                            throw new ConnectionLostException($"it was still at work after {work.TotalSeconds:0} seconds");
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

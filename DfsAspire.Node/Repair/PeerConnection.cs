using System.IO.Pipelines;
using System.Net.Sockets;
using DfsAspire.Node.Accounts;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;

namespace DfsAspire.Node.Repair;

/// <summary>One open connection to another node, logged in as this one. It serves one request at a time.</summary>
internal sealed class PeerConnection : IAsyncDisposable
{
    private const int BufferBytes = 256 * 1024;

    private readonly int _node;
    private readonly NodeLine _line;
    private readonly WireWriter _writer;
    private readonly TimeProvider _time;

    private PeerConnection(int node, NodeLine line, TimeProvider time)
    {
        (_node, _line, _time) = (node, line, time);
        Reader = new WireReader(PipeReader.Create(line.Stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true)), time)
        {
            SilenceLimit = WireLimits.SilenceTime,
        };
        _writer = new WireWriter(PipeWriter.Create(line.Stream, new StreamPipeWriterOptions(leaveOpen: true)), time) { SilenceLimit = WireLimits.SilenceTime };
    }

    /// <summary>For contents that follow a reply.</summary>
    public WireReader Reader { get; }

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="PeerException">The node cannot be reached, is of another version, or does not share a secret with this one.</exception>
    public static async Task<PeerConnection> OpenAsync(
        int node, IPeerTransport transport, NodeLogIns logIns, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(WireLimits.ConnectTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        PeerConnection? connection = null;
        try
        {
            connection = new PeerConnection(node, await transport.ConnectAsync(node, either.Token), time);
            await connection.GreetAsync(either.Token);
            await connection.LogInAsync(logIns, cancellationToken);
            return connection;
        }
        catch (Exception fault)
        {
            if (connection is not null)
                await connection.DisposeAsync();
            if (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new PeerException(node, $"did not answer within {WireLimits.ConnectTime.TotalSeconds:0} second", fault);
            throw;
        }
    }

    /// <summary>Sends a request and awaits its reply. Signs of life before it are heeded for <see cref="WireLimits.WorkTime"/>.</summary>
    /// <exception cref="PeerException">The node is gone, refuses, or does not keep to the protocol.</exception>
    public async Task<TReply> AskAsync<TRequest, TReply>(TRequest request, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>
        where TReply : IMessage<TReply>
    {
        try
        {
            await _writer.SendAsync(request, cancellationToken);
            long? firstSign = null;
            while (true)
            {
                var message = await Reader.ReadMessageAsync(cancellationToken) ?? throw new ConnectionLostException("the connection was closed");
                switch (MessageCodec.KindOf(message))
                {
                    case MessageKind.SignOfLife:
                        firstSign ??= _time.GetTimestamp();
                        if (_time.GetElapsedTime(firstSign.Value) > WireLimits.WorkTime)
                            throw new ConnectionLostException($"it was still at work after {WireLimits.WorkTime.TotalSeconds:0} seconds");
                        continue;
                    case MessageKind.Refusal:
                        var refusal = MessageCodec.Read<Refusal>(message).Outcome;
                        throw new PeerException(_node, refusal.Text ?? refusal.Status.ToString());
                    default:
                        return MessageCodec.Read<TReply>(message);
                }
            }
        }
        // The types of the protocol refuse impossible values in their constructors.
        catch (ArgumentException fault)
        {
            throw new PeerException(_node, $"does not keep to the protocol: {fault.Message}", fault);
        }
        catch (Exception fault) when (IsLoss(fault))
        {
            throw new PeerException(_node, $"the connection was lost ({fault.Message.TrimEnd('.')})", fault);
        }
    }

    /// <summary>True for what a broken connection, or one that does not keep to the protocol, throws.</summary>
    public static bool IsLoss(Exception fault) =>
        fault is IOException or SocketException or MalformedMessageException or ObjectDisposedException;

    public async ValueTask DisposeAsync()
    {
        Reader.Dispose();
        _writer.Dispose();
        await _line.Stream.DisposeAsync();
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        var welcome = await AskAsync<Hello, Welcome>(new Hello(Hello.ProtocolMagic, WireLimits.Version, Cluster: null), cancellationToken);
        Check(welcome.Outcome);
        if (welcome.Node != _node)
            throw new PeerException(_node, $"says that it is node {welcome.Node}: check the nodes' addresses");
    }

    private async Task LogInAsync(NodeLogIns logIns, CancellationToken cancellationToken)
    {
        try
        {
            var scram = new ScramClient(logIns.Name, _line.Binding);
            var first = await AskAsync<Authenticate, AuthenticateReply>(new Authenticate(scram.WriteClientFirst(), AccessKind.Node), cancellationToken);
            Check(first.Outcome);
            scram.ReadServerFirst(first.Scram.Span);
            // Both sides make verifiers alike; more rounds would only cost time.
            if (scram.Iterations > ScramVerifier.MinIterations)
                throw new PeerException(_node, $"asks for {scram.Iterations} iterations, and nodes take {ScramVerifier.MinIterations}");
            var last = await AskAsync<Prove, ProveReply>(new Prove(scram.WriteClientFinal(logIns.PasswordFor(_node))), cancellationToken);
            Check(last.Outcome);
            scram.ReadServerFinal(last.Scram.Span);
        }
        catch (ScramException fault)
        {
            throw new PeerException(_node, $"shares another secret than this node has for it, or somebody sits in between ({fault.Message})", fault);
        }
    }

    private void Check(Outcome outcome)
    {
        if (!outcome.IsOk)
            throw new PeerException(_node, outcome.Text ?? outcome.Status.ToString());
    }
}

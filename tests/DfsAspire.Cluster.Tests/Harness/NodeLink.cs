using System.Net;
using System.Net.Sockets;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>
/// A relay between clients and one node: it can be cut, which to a client looks like a node that is down, and it can
/// record and change every byte that passes.
/// </summary>
internal sealed class NodeLink : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Socket> _sockets = [];
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _connections;
    private int _toIgnore;
    private long _bytesToAct;
    private long _sent;
    private long _received;
    private Action? _act;

    public NodeLink(int target)
    {
        Target = target;
        Mend();
    }

    public int Port { get; } = FreePorts.Next();

    /// <summary>The port that connections are passed on to.</summary>
    public int Target { get; set; }

    /// <summary>Sees each piece before it passes, and may change it.</summary>
    public OnPath? Passing { get; set; }

    /// <summary>What each piece waits for before it passes.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Bytes that went from clients to the node.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes that went from the node to clients.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Does something once, before the byte with this number from now on passes.</summary>
    public void At(long bytes, Action act)
    {
        _bytesToAct = bytes;
        _act = act;
    }

    /// <summary>Takes the next connections without ever answering on them, as a machine does that is too busy.</summary>
    public void Ignore(int connections) => _toIgnore = connections;

    /// <summary>Closes every connection and refuses new ones.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _listener?.Stop();
            _listener = null;
            foreach (var socket in _sockets)
                socket.Close(0);
            _sockets.Clear();
        }
    }

    /// <summary>Lets connections through again.</summary>
    public void Mend()
    {
        lock (_lock)
        {
            if (_listener is not null)
                return;
            _listener = new TcpListener(IPAddress.Loopback, Port);
            _listener.Start();
            _accepting = AcceptAsync(_listener);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = RelayAsync(await listener.AcceptSocketAsync(), listener);
        }
        catch (Exception fault) when (fault is SocketException or InvalidOperationException)
        {
            // Cut; between two connections the listener says so as a misuse.
        }
    }

    private async Task RelayAsync(Socket client, TcpListener listener)
    {
        var node = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        var number = Interlocked.Increment(ref _connections);
        try
        {
            await node.ConnectAsync(IPAddress.Loopback, Target);
            lock (_lock)
            {
                if (_listener != listener)
                    return;
                _sockets.Add(client);
                _sockets.Add(node);
            }

            if (Interlocked.Decrement(ref _toIgnore) >= 0)
            {
                await new NetworkStream(client).CopyToAsync(Stream.Null);
                return;
            }

            // A side that has ended is heard of after everything it had sent, as without a relay.
            await Task.WhenAll(PumpAsync(number, client, node, toNode: true), PumpAsync(number, node, client, toNode: false));
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            // The node is down: the client sees its connection closed.
        }
        finally
        {
            client.Close(0);
            node.Close(0);
            lock (_lock)
            {
                _sockets.Remove(client);
                _sockets.Remove(node);
            }
        }
    }

    private async Task PumpAsync(int connection, Socket from, Socket to, bool toNode)
    {
        var buffer = new byte[64 * 1024];
        var offset = 0L;
        try
        {
            while (await from.ReceiveAsync(buffer) is var read and > 0)
            {
                if (Interlocked.Add(ref _bytesToAct, -read) <= 0)
                    Interlocked.Exchange(ref _act, null)?.Invoke();
                await Gate;
                Passing?.Invoke(connection, toNode, offset, buffer.AsSpan(0, read));
                offset += read;
                Interlocked.Add(ref toNode ? ref _sent : ref _received, read);
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // Cut, or broken off by either side: for the other direction, too.
            from.Close(0);
            to.Close(0);
        }
    }
}

/// <summary>What one in between does with a piece of a connection that passes.</summary>
/// <param name="connection">Counted from 1 on each link.</param>
/// <param name="toNode">Which way it goes.</param>
/// <param name="offset">Bytes of this connection that went this way before.</param>
/// <param name="piece">The bytes; what is changed here arrives changed.</param>
internal delegate void OnPath(int connection, bool toNode, long offset, Span<byte> piece);

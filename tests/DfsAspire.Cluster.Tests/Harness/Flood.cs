using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>
/// Many connections to the nodes on which nobody logs in: some silent, some that begin a TLS handshake and do not end it, some that send
/// a byte a second, some that end the handshake and are silent then; from several addresses, where the machine has them. One that is dropped comes back.
/// </summary>
internal sealed class Flood : IAsyncDisposable
{
    private const int Poses = 4;
    private const int Sources = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    // Connecting costs this machine as much as the nodes: what is to be seen is what open connections do.
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(5);
    // The head of a TLS record that announces a long ClientHello.
    private static readonly byte[] HandshakeBegun = [0x16, 0x03, 0x01, 0x3f, 0xff, 0x01, 0x00, 0x3f, 0xfb, 0x03, 0x03];

    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private int _missing;

    public Flood(IReadOnlyList<NodeAddress> nodes, int connections)
    {
        _missing = connections;
        _running = Task.WhenAll(Enumerable.Range(0, connections).Select(n => Task.Run(() => HoldAsync(nodes[n % nodes.Count], n / nodes.Count % Poses, n / nodes.Count / Poses % Sources))));
    }

    /// <summary>Ends when every connection has been open once.</summary>
    public Task WhenOpenedAsync() => _opened.Task;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task HoldAsync(NodeAddress node, int pose, int source)
    {
        var isFirst = true;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                // Linux answers to all of 127.0.0.0/8.
                using var client = OperatingSystem.IsLinux() ? new TcpClient(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + source)]), 0)) : new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, node.Port, _end.Token);
                if (isFirst && Interlocked.Decrement(ref _missing) == 0)
                    _opened.SetResult();
                isFirst = false;
                await PoseAsync(client.GetStream(), pose);
            }
            catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or AuthenticationException)
            {
                // Dropped, or the flood is over.
                await Task.Yield();
            }

            await Task.Delay(Absence, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PoseAsync(NetworkStream stream, int pose)
    {
        if (pose == 3)
        {
            await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "node", RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null }, _end.Token);
            await tls.ReadAtLeastAsync(new byte[256], 1, throwOnEndOfStream: false, _end.Token);
            return;
        }

        if (pose > 0)
            await stream.WriteAsync(HandshakeBegun, _end.Token);
        var dropped = stream.ReadAsync(new byte[256], _end.Token).AsTask();
        while (pose == 2 && !dropped.IsCompleted)
        {
            await stream.WriteAsync(new byte[1], _end.Token);
            await Task.WhenAny(dropped, Task.Delay(Pause, _end.Token));
        }

        await dropped;
    }
}

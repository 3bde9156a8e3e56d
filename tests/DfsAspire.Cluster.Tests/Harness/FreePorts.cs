using System.Net;
using System.Net.Sockets;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Ports that a node can be given and find again after a restart.</summary>
internal static class FreePorts
{
    // Below the ports that systems hand out for outgoing connections, so that none of those takes a stopped node's place.
    private const int First = 20_000;
    private const int Last = 32_000;

    private static readonly HashSet<int> Taken = [];

    public static int Next()
    {
        lock (Taken)
            while (true)
            {
                var port = Random.Shared.Next(First, Last);
                if (!Taken.Contains(port) && IsFree(port))
                {
                    Taken.Add(port);
                    return port;
                }
            }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

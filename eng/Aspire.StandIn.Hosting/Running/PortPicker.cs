using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Running;

/// <summary>
/// Picks free TCP ports. They lie below the range from which the operating system lends ports to clients, so that a
/// resource that is restarted finds its port still free.
/// </summary>
internal sealed class PortPicker
{
    private const int First = 10000;
    private const int Last = 32767;

    private readonly HashSet<int> _given = [];

    public int Pick()
    {
        lock (_given)
        {
            for (var tries = 0; tries < 1000; tries++)
            {
                var port = Random.Shared.Next(First, Last + 1);
                if (!_given.Contains(port) && IsFree(port))
                {
                    _given.Add(port);
                    return port;
                }
            }
        }
        throw new DistributedApplicationException($"No free TCP port between {First} and {Last} was found.");
    }

    /// <summary>Whether a program could listen on the port of this machine's loopback addresses now.</summary>
    public static bool IsFree(int port) => IsFree(IPAddress.Loopback, port) && IsFree(IPAddress.IPv6Loopback, port);

    private static bool IsFree(IPAddress address, int port)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
            return true;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException exception)
        {
            // A machine may have no IPv6 address at all; then nothing can take the port there either.
            return exception.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}

using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Wire;
using Microsoft.AspNetCore.Connections;

namespace DfsAspire.Node.Sessions;

/// <summary>Serves each connection with a session of its own.</summary>
internal sealed class DfsConnectionHandler(NodeServices node) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        node.Metrics.Enter();
        using var session = new Session(connection, node);
        try
        {
            await session.RunAsync();
        }
        catch (Exception fault) when (fault is ConnectionLostException or IOException or OperationCanceledException)
        {
            node.Log.ConnectionLost(fault.Message);
        }
        catch (MalformedMessageException fault)
        {
            node.Log.BadFrame(connection.RemoteEndPoint, fault.Message);
        }
        finally
        {
            node.Metrics.Leave();
        }
    }
}

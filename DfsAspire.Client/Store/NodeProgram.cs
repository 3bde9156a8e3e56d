using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Store;

/// <summary>Which program a node runs.</summary>
internal static class NodeProgram
{
    /// <summary>
    /// What a node says before any log-in: its program and, behind a space, the program's version. Nothing vouches for it; it is for people who look for
    /// what is wrong.
    /// </summary>
    /// <exception cref="DfsException">The node does not answer, or refuses this client.</exception>
    public static async Task<string> AskAsync(NodeAddress node, TlsPolicy tls, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var (connection, welcome) = await new NodeDialer(new TcpTransport(tls), time).OpenAsync(node, cluster: null, cancellationToken);
            await connection.DisposeAsync();
            return welcome.Program;
        }
        catch (NodeException fault)
        {
            throw new DfsException(DfsFault.QuorumRefused, fault.Message, fault);
        }
    }
}

using DfsAspire.Node.Sessions;
using DfsAspire.Protocol.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace DfsAspire.Node.Certificates;

/// <summary>
/// Stands before and behind Kestrel's TLS. Before: who does not begin with TLS is told so, in plain. Behind: the session learns what its
/// log-in is bound to.
/// </summary>
internal sealed class TlsDoor(NodeCertificate certificate, NodeServices node)
{
    // The content type of TLS's first record (RFC 8446, section 5.1). The protocol's own first byte is that of a MessagePack array.
    private const byte Handshake = 0x16;

    public ConnectionDelegate Before(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (await IsTlsAsync(connection) is { } isTls)
                await (isTls ? next(connection) : RefuseAsync(connection));
        }
        catch (NotSupportedException fault) when (connection.Features.Get<ChannelBinding>() is null)
        {
            // How .NET takes a first message of TLS that cannot be read: it never comes to ask for a certificate, and misses it.
            node.Log.ConnectionLost(fault.Message);
        }
    };

    public ConnectionDelegate Behind(ConnectionDelegate next) => connection =>
    {
        connection.Features.Set<ChannelBinding>(certificate.Binding);
        return next(connection);
    };

    // Null when nothing comes.
    private async Task<bool?> IsTlsAsync(ConnectionContext connection)
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var late = new CancellationTokenSource(SessionLimits.HelloTime, node.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            var input = connection.Transport.Input;
            var read = await input.ReadAsync(either.Token);
            bool? isTls = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0] == Handshake;
            input.AdvanceTo(read.Buffer.Start);
            return isTls;
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private async Task RefuseAsync(ConnectionContext connection)
    {
        using var session = new Session(connection, node);
        try
        {
            await session.RefusePlainAsync();
        }
        catch (IOException)
        {
            // Gone already.
        }
    }
}

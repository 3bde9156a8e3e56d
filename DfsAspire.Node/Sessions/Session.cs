using DfsAspire.Node.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace DfsAspire.Node.Sessions;

/// <summary>
/// One client's connection: opening, log-in, then requests one at a time. A good frame with a bad body is answered and the
/// session goes on; a bad frame, or contents that cannot be skipped, end it.
/// </summary>
internal sealed partial class Session : IDisposable
{
    private readonly ConnectionContext _connection;
    private readonly NodeServices _node;
    private readonly WireReader _reader;
    private readonly WireWriter _writer;
    private readonly CancellationToken _stopping;
    private readonly ChannelBinding _binding;
    private Caller? _caller;

    public Session(ConnectionContext connection, NodeServices node)
    {
        _connection = connection;
        _node = node;
        _reader = new WireReader(connection.Transport.Input, node.Time);
        _writer = new WireWriter(connection.Transport.Output, node.Time) { SilenceLimit = SessionLimits.ClientTime };
        _stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        _binding = connection.Features.Get<ChannelBinding>() ?? ChannelBinding.None;
    }

    private Caller Caller => _caller ?? throw new InvalidOperationException("Nobody is logged in.");

    public async Task RunAsync()
    {
        try
        {
            if (await WelcomeAsync() && await LogInAsync())
                await ServeAllAsync();
        }
        catch (MalformedMessageException fault)
        {
            await RefuseAsync(new Outcome(Status.Malformed, fault.Message));
            throw;
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    private async Task ServeAllAsync()
    {
        while (true)
        {
            _reader.SilenceLimit = SessionLimits.IdleTime;
            // Requests that have already arrived are read also while the node stops; waiting for further ones ends.
            var message = await _reader.ReadMessageAsync(_stopping);
            _reader.SilenceLimit = SessionLimits.ClientTime;
            if (message is not { } request || !await ServeAsync(request))
                return;
        }
    }

    private ValueTask RefuseAsync(Outcome outcome) => _writer.SendAsync(new Refusal(outcome), CancellationToken.None);
}

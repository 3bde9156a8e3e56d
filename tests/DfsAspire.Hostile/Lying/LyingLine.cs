using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Hostile.Lying;

/// <summary>One connection of a client with a lying node: each request goes to the real session, each reply past the liar.</summary>
#pragma warning disable CA1001 // It lives as long as its connection, and nothing that it owns outlives that.
internal sealed class LyingLine : IDuplexPipe, IAsyncDisposable
#pragma warning restore CA1001
{
    private readonly LyingNode _node;
    private readonly World _world;
    private readonly IDuplexPipe _client;
    private readonly Pipe _toSession = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _fromSession = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly WireReader _requests;
    private readonly WireWriter _said;
    private readonly WireReader _replies;
    private readonly WireWriter _asked;
    private string _user = "";
    private bool _isNode;
    private Task _serving = Task.CompletedTask;

    private LyingLine(LyingNode node, IDuplexPipe client, World world)
    {
        (_node, _client, _world) = (node, client, world);
        _requests = new WireReader(client.Input, TimeProvider.System);
        _said = new WireWriter(client.Output, TimeProvider.System);
        _replies = new WireReader(_fromSession.Reader, TimeProvider.System);
        _asked = new WireWriter(_toSession.Writer, TimeProvider.System);
    }

    /// <summary>Puts the liar in front of a session; answers the session's end.</summary>
    public static IDuplexPipe Put(LyingNode node, IDuplexPipe client, World world)
    {
        var line = new LyingLine(node, client, world);
        _ = line.RunAsync();
        return line;
    }

    /// <summary>What the session hears.</summary>
    public PipeReader Input => _toSession.Reader;

    /// <summary>What the session says.</summary>
    public PipeWriter Output => _fromSession.Writer;

    /// <summary>After the session: returns when its last reply has been passed on, or lied about.</summary>
    public async ValueTask DisposeAsync()
    {
        await _fromSession.Writer.CompleteAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _requests.ReadMessageAsync(CancellationToken.None) is { } request)
                await (_serving = ServeAsync(request.ToArray()));
        }
        catch (Exception fault) when (fault is IOException or MalformedMessageException or ObjectDisposedException or InvalidOperationException)
        {
            // The client has left, or the node has.
        }

        await _toSession.Writer.CompleteAsync();
        await _client.Output.CompleteAsync();
    }

    private async Task ServeAsync(byte[] request)
    {
        var kind = MessageCodec.KindOf(request);
        if (kind == MessageKind.Authenticate)
        {
            var logIn = MessageCodec.Read<Authenticate>(request);
            _user = Encoding.UTF8.GetString(logIn.Scram.Span).Split("n=")[1].Split(',')[0];
            _isNode = logIn.With == AccessKind.Node;
        }

        // Nobody knows who says Hello.
        var lies = _isNode ? _node.LiesToNodes : _user == ReservedNames.Cluster ? [] : _node.Lies;
        var lie = lies.Find(one => one.Kind == kind);
        var isIdle = lie is { IsIdle: true };
        if (!isIdle)
            _toSession.Writer.Write(request);
        if (kind == MessageKind.StagePart)
            await PassPartAsync(MessageCodec.Read<StagePart>(request), isIdle);
        await _asked.FlushAsync(CancellationToken.None);
        var (reply, contents) = isIdle ? ([], []) : await ReadReplyAsync(kind);
        var exchange = new Exchange(_node, _user, kind, request, reply, contents, _client.Output, _said, _world);
        if (lie is null && !_isNode)
            _node.Remember(exchange);
        if (lie is null || !await exchange.TellAsync(lie))
            await exchange.PassAsync();
    }

    private async Task PassPartAsync(StagePart part, bool isDropped)
    {
        var length = part.ContentsLength;
        _requests.BeginContents(length);
        _asked.BeginContents(length);
        var buffer = new byte[64 * 1024];
        while (_requests.ContentsRemaining > 0)
        {
            var filled = await _requests.ReadContentsAsync(buffer, CancellationToken.None);
            if (isDropped)
                continue;
            await _asked.WriteContentsAsync(buffer.AsSpan(0, filled), CancellationToken.None);
            await _asked.FlushAsync(CancellationToken.None);
        }

        var end = MessageCodec.Read<ContentsEnd>(await _requests.ReadMessageAsync(CancellationToken.None) ?? throw new ConnectionLostException());
        if (!isDropped)
            _asked.Write(end);
    }

    private async Task<(byte[] Reply, byte[] Contents)> ReadReplyAsync(MessageKind kind)
    {
        while (true)
        {
            var message = (await _replies.ReadMessageAsync(CancellationToken.None) ?? throw new ConnectionLostException()).ToArray();
            switch (MessageCodec.KindOf(message))
            {
                case MessageKind.SignOfLife:
                    await _said.SendAsync(new SignOfLife(), CancellationToken.None);
                    continue;
                case MessageKind.FetchReply when MessageCodec.Read<FetchReply>(message) is { Outcome.IsOk: true } reply:
                    var contents = new byte[reply.Run];
                    _replies.BeginContents(reply.Run);
                    await _replies.ReadContentsAsync(contents, CancellationToken.None);
                    await _replies.ReadMessageAsync(CancellationToken.None);
                    return (message, contents);
                default:
                    return (message, []);
            }
        }
    }
}

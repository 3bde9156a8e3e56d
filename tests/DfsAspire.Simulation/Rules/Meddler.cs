using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Rules;

/// <summary>
/// Stands between a client and a node's session and answers some requests in the session's place; all others pass as they are.
/// What it does to which request says its <see cref="IMischief"/>.
/// </summary>
#pragma warning disable CA1001 // It lives as long as its connection, and nothing that it owns outlives that.
internal sealed class Meddler
#pragma warning restore CA1001
{
    private const int PieceBytes = 64 * 1024;

    private readonly IDuplexPipe _client;
    private readonly Pipe _toSession = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _fromSession = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly IMischief _mischief;
    private readonly WireReader _requests;
    private readonly WireWriter _replies;
    private readonly WireWriter _passed;

    private Meddler(SimNode node, Actor asker, IDuplexPipe client, IMischief mischief)
    {
        (Node, Asker, _client, _mischief) = (node, asker, client, mischief);
        _requests = new WireReader(client.Input, TimeProvider.System);
        _replies = new WireWriter(client.Output, TimeProvider.System);
        _passed = new WireWriter(_toSession.Writer, TimeProvider.System);
    }

    /// <summary>The node that the client believes to speak to.</summary>
    public SimNode Node { get; }

    /// <summary>The client, or the life of another node.</summary>
    public Actor Asker { get; }

    /// <summary>Who has logged in.</summary>
    public string User { get; private set; } = "";

    private static DuplexPipe Put(SimNode node, Actor asker, IDuplexPipe client, IMischief mischief)
    {
        var meddler = new Meddler(node, asker, client, mischief);
        _ = meddler.PassRequestsAsync();
        _ = meddler.PassRepliesAsync();
        return new DuplexPipe(meddler._toSession.Reader, meddler._fromSession.Writer);
    }

    /// <summary>Puts a meddler in front of every session of some nodes.</summary>
    public static void PutBefore(IEnumerable<SimNode> nodes, IMischief mischief)
    {
        foreach (var node in nodes)
            node.Between = (at, asker, client) => Put(at, asker, client, mischief);
    }

    /// <summary>Answers in the session's place.</summary>
    public async Task<bool> AnswerAsync<T>(T reply) where T : IMessage<T>
    {
        await _replies.SendAsync(reply, CancellationToken.None);
        return true;
    }

    /// <summary>Reads what follows a StagePart, and drops it.</summary>
    public async Task SwallowPartAsync(StagePart request)
    {
        _requests.BeginContents(request.ContentsLength);
        var buffer = new byte[PieceBytes];
        while (_requests.ContentsRemaining > 0)
            await _requests.ReadContentsAsync(buffer, CancellationToken.None);
        await _requests.ReadMessageAsync(CancellationToken.None);
    }

    private async Task PassRequestsAsync()
    {
        try
        {
            while (await _requests.ReadMessageAsync(CancellationToken.None) is { } message)
            {
                var kind = MessageCodec.KindOf(message);
                if (kind == MessageKind.Authenticate)
                    User = Encoding.UTF8.GetString(MessageCodec.Read<Authenticate>(message).Scram.Span).Split("n=")[1].Split(',')[0];
                if (Node.Services is null || await _mischief.MeddleAsync(this, kind, message))
                    continue;
                _toSession.Writer.Write(message.Span);
                await _passed.FlushAsync(CancellationToken.None);
                if (kind == MessageKind.StagePart)
                    await PassPartAsync(MessageCodec.Read<StagePart>(message));
            }
        }
        catch (Exception fault) when (fault is IOException or MalformedMessageException or ObjectDisposedException)
        {
            // The line is gone, and so is the session.
        }

        await _toSession.Writer.CompleteAsync();
    }

    private async Task PassPartAsync(StagePart request)
    {
        _requests.BeginContents(request.ContentsLength);
        _passed.BeginContents(request.ContentsLength);
        var buffer = new byte[PieceBytes];
        while (_requests.ContentsRemaining > 0)
        {
            var filled = await _requests.ReadContentsAsync(buffer, CancellationToken.None);
            await _passed.WriteContentsAsync(buffer.AsSpan(0, filled), CancellationToken.None);
        }

        await _passed.FlushAsync(CancellationToken.None);
    }

    private async Task PassRepliesAsync()
    {
        try
        {
            await _fromSession.Reader.CopyToAsync(_client.Output);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // The line is gone, and so is the session.
        }
    }
}

/// <summary>What a meddler does.</summary>
internal interface IMischief
{
    /// <summary>True when the request was dealt with; false when the session is to have it.</summary>
    Task<bool> MeddleAsync(Meddler meddler, MessageKind kind, ReadOnlyMemory<byte> message);
}

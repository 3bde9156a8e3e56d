using System.IO.Hashing;
using System.IO.Pipelines;
using System.Net;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;

namespace DfsAspire.Node.Tests.Sessions;

/// <summary>A client's end of a connection that says just what it is told to say.</summary>
internal sealed class TestConnection : IDisposable
{
    public static RequestHeader NoHeader => default;

    private readonly NodeLine _line;

    private TestConnection(NodeLine line)
    {
        _line = line;
        Writer = new WireWriter(PipeWriter.Create(line.Stream), TimeProvider.System);
        Reader = new WireReader(PipeReader.Create(line.Stream), TimeProvider.System) { SilenceLimit = TimeSpan.FromSeconds(20) };
    }

    public ChannelBinding Binding => _line.Binding;

    public CertificateFingerprint? Certificate => _line.Certificate;

    public WireReader Reader { get; }

    public WireWriter Writer { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestConnection> ConnectAsync(IPEndPoint endpoint, TlsPolicy tls = TlsPolicy.Required, CertificateFingerprint? pin = null) =>
        new(await TcpLine.ConnectAsync(endpoint.Address.ToString(), endpoint.Port, tls, pin, Cancel));

    public Task<Welcome> HelloAsync(Guid? cluster = null) => AskAsync<Hello, Welcome>(new Hello(Hello.ProtocolMagic, WireLimits.Version, cluster));

    public async Task<ScramClient> LogInAsync(string user, string scramPassword, AccessKind with = AccessKind.Password)
    {
        Assert.Equal(Status.Ok, (await HelloAsync()).Outcome.Status);
        var (scram, reply) = await TryLogInAsync(user, scramPassword, null, with);
        Assert.Equal(Status.Ok, reply.Outcome.Status);
        scram.ReadServerFinal(reply.Scram.Span);
        return scram;
    }

    public async Task<(ScramClient Scram, ProveReply Reply)> TryLogInAsync(string user, string scramPassword, ChannelBinding? binding = null, AccessKind with = AccessKind.Password)
    {
        var scram = new ScramClient(user, binding ?? Binding);
        var first = await AskAsync<Authenticate, AuthenticateReply>(new Authenticate(scram.WriteClientFirst(), with));
        Assert.Equal(Status.Ok, first.Outcome.Status);
        scram.ReadServerFirst(first.Scram.Span);
        return (scram, await AskAsync<Prove, ProveReply>(new Prove(scram.WriteClientFinal(scramPassword))));
    }

    public async Task<TReply> AskAsync<TRequest, TReply>(TRequest request) where TRequest : IMessage<TRequest> where TReply : IMessage<TReply>
    {
        await Writer.SendAsync(request, Cancel);
        return await ReadAsync<TReply>();
    }

    public async Task<Outcome> AskRefusedAsync<TRequest>(TRequest request) where TRequest : IMessage<TRequest> =>
        (await AskAsync<TRequest, Refusal>(request)).Outcome;

    /// <summary>The next message, signs of life left out.</summary>
    public async Task<T> ReadAsync<T>() where T : IMessage<T>
    {
        while (true)
        {
            var message = await Reader.ReadMessageAsync(Cancel);
            Assert.NotNull(message);
            if (MessageCodec.KindOf(message.Value) != MessageKind.SignOfLife)
                return MessageCodec.Read<T>(message.Value);
        }
    }

    public async Task WriteContentsAsync(ReadOnlyMemory<byte> contents)
    {
        await Writer.WriteContentsAsync(contents.Span, Cancel);
        await Writer.FlushAsync(Cancel);
    }

    /// <summary>Sends a part whole, without waiting for the answer.</summary>
    public async Task SendStageAsync(StagePart request, ReadOnlyMemory<byte> contents, UInt128? checksum = null)
    {
        Writer.Write(request with { Length = contents.Length });
        Writer.BeginContents(contents.Length);
        await WriteContentsAsync(contents);
        await Writer.SendAsync(new ContentsEnd(checksum ?? XxHash128.HashToUInt128(contents.Span)), Cancel);
    }

    public async Task<StageReply> StageAsync(StagePart request, ReadOnlyMemory<byte> contents, UInt128? checksum = null)
    {
        await SendStageAsync(request, contents, checksum);
        return await ReadAsync<StageReply>();
    }

    /// <summary>The reply to a fetch and its contents, held against their checksum.</summary>
    public async Task<(FetchReply Reply, byte[] Contents)> FetchAsync(FetchPart request)
    {
        var reply = await AskAsync<FetchPart, FetchReply>(request);
        if (!reply.Outcome.IsOk)
            return (reply, []);
        var contents = new byte[reply.Run];
        Reader.BeginContents(reply.Run);
        Assert.Equal(contents.Length, await Reader.ReadContentsAsync(contents, Cancel));
        Assert.Equal(XxHash128.HashToUInt128(contents), (await ReadAsync<ContentsEnd>()).Checksum);
        return (reply, contents);
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        await _line.Stream.WriteAsync(bytes, Cancel);
        await _line.Stream.FlushAsync(Cancel);
    }

    /// <summary>Ends when the node has closed the connection; anything else it still says is a failure.</summary>
    public async Task WhenClosedAsync()
    {
        try
        {
            Assert.Null(await Reader.ReadMessageAsync(Cancel));
        }
        catch (ConnectionLostException)
        {
            // Closing on bytes that nobody read resets the connection.
        }
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
        _line.Stream.Dispose();
    }
}

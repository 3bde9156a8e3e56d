using System.Globalization;
using System.IO.Hashing;
using DfsAspire.Client.Connections;
using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Messages;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Network;

namespace DfsAspire.Hostile.Isolation;

/// <summary>Somebody logged in at one node who sends requests by hand.</summary>
internal sealed class Knocker : IAsyncDisposable
{
    private readonly NodeConnection _connection;
    private readonly Login _login;

    private Knocker(NodeConnection connection, Login login) => (_connection, _login) = (connection, login);

    /// <summary>Logs in at node 1.</summary>
    public static async Task<Knocker> LogInAsync(Scene scene, string user)
    {
        var host = new Host($"{user}'s hand");
        var time = new ActorClock(scene.World, host.Life, TimeSpan.Zero, 1);
        var isCluster = user == Protocol.Accounts.ReservedNames.Cluster;
        var login = new Login(user, isCluster ? Founded.ClusterSecret : Founded.PasswordOf(user)) { DeriveKeys = DerivedKeys.DeriveAsync };
        var dialer = new NodeDialer(new SimTransport(scene.Cluster, host, host.Life), time);
        var (connection, _) = await dialer.DialAsync(SimCluster.Addresses[0], login, null, CancellationToken.None);
        return new Knocker(connection, login);
    }

    /// <summary>What the node replies, in words that name neither ids nor tickets; a refusal's status where it refuses.</summary>
    public async Task<string> AskAsync<TRequest, TReply>(TRequest request, Func<TReply, string> words)
        where TRequest : IMessage<TRequest>
        where TReply : IMessage<TReply>
    {
        try
        {
            return words(await _connection.AskAsync<TRequest, TReply>(request, CancellationToken.None));
        }
        catch (NodeException refused) when (refused.Status is not null)
        {
            return $"{refused.Status}";
        }
    }

    /// <summary>Asks for a part, and answers its bytes where they come.</summary>
    public Task<string> FetchAsync(FetchPart request) => AskAsync<FetchPart, FetchReply>(request, reply =>
    {
        if (reply.Outcome.IsOk)
            throw new InvalidOperationException("bytes came");
        return string.Create(CultureInfo.InvariantCulture, $"{reply.Outcome.Status} {reply.Size} {reply.Name} {reply.Run}");
    });

    /// <summary>Stages some bytes.</summary>
    public async Task<string> StageAsync(StagePart request)
    {
        var bytes = new byte[request.Length];
        _connection.Writer.Write(request);
        _connection.Writer.BeginContents(request.Length);
        await _connection.Writer.WriteContentsAsync(bytes, CancellationToken.None);
        await _connection.SendAsync(new ContentsEnd(XxHash128.HashToUInt128(bytes)), CancellationToken.None);
        var reply = await _connection.ReceiveAsync<StageReply>(TimeSpan.FromMinutes(1), CancellationToken.None);
        return $"{reply.Outcome.Status} {reply.Highest} {reply.CurrentKind}";
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _login.Dispose();
    }
}

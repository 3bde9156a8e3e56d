using System.Globalization;
using System.IO.Hashing;
using DfsAspire.Client.Connections;
using DfsAspire.Hostile.Lying;
using DfsAspire.Node.Accounts;
using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Network;

namespace DfsAspire.Hostile.Isolation;

/// <summary>Somebody logged in at one node who sends requests by hand.</summary>
internal sealed class Knocker : IAsyncDisposable
{
    private readonly NodeConnection _connection;
    private readonly Login? _login;

    private Knocker(NodeConnection connection, Login? login) => (_connection, _login) = (connection, login);

    /// <summary>Logs in at node 1: a user, the administrator, the founding step, or node 2 to 4.</summary>
    public static Task<Knocker> LogInAsync(Scene scene, string user) => LogInAsync(scene, user, at: 1);

    /// <summary>The same at another node.</summary>
    public static async Task<Knocker> LogInAsync(Scene scene, string user, int at)
    {
        if (user.StartsWith("node", StringComparison.Ordinal))
            return await LogInAsync(scene, user[^1] - '0', at);
        var host = new Host($"{user}'s hand");
        var time = new ActorClock(scene.World, host.Life, TimeSpan.Zero, 1);
        var isCluster = user == ReservedNames.Cluster;
        var login = new Login(user, isCluster ? Founded.ClusterSecret : Founded.PasswordOf(user)) { DeriveKeys = DerivedKeys.DeriveAsync };
        var dialer = new NodeDialer(new SimTransport(scene.Cluster, host, host.Life), time);
        var (connection, _) = await dialer.DialAsync(SimCluster.Addresses[at - 1], login, null, CancellationToken.None);
        return new Knocker(connection, login);
    }

    /// <summary>Logs in at a node as another node.</summary>
    public static async Task<Knocker> LogInAsync(Scene scene, int node, int at)
    {
        var host = new Host(string.Create(CultureInfo.InvariantCulture, $"node{node}'s hand"));
        var time = new ActorClock(scene.World, host.Life, TimeSpan.Zero, 1);
        var dialer = new NodeDialer(new SimTransport(scene.Cluster, host, host.Life), time);
        var (connection, _) = await dialer.OpenAsync(SimCluster.Addresses[at - 1], null, CancellationToken.None);
        var logIns = new NodeLogIns(new NodeOptions { Node = node, Port = 0, Volume = "", ClusterSecret = default, PeerSecrets = Founded.SecretsOf(node) });
        var scram = new ScramClient(logIns.Name, connection.Binding);
        var first = await connection.AskAsync<Authenticate, AuthenticateReply>(
            new Authenticate(scram.WriteClientFirst(), AccessKind.Node), CancellationToken.None);
        scram.ReadServerFirst(first.Scram.Span);
        var last = await connection.AskAsync<Prove, ProveReply>(new Prove(scram.WriteClientFinal(logIns.PasswordFor(at))), CancellationToken.None);
        scram.ReadServerFinal(last.Scram.Span);
        return new Knocker(connection, null);
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
        _login?.Dispose();
    }
}

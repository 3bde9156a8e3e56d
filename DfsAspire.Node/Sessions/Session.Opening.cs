using DfsAspire.Node.Accounts;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Sessions;

internal sealed partial class Session
{
    // The same words whatever was wrong: they are the original's, and tell nobody which names exist.
    private const string WrongCredentials = "Invalid Username/Password. Please try again.";

    private static readonly string Program = $"DfsAspire.Node {typeof(Session).Assembly.GetName().Version?.ToString(3)}";

    private string NotFounded => $"Node {_node.Options.Node} has an empty volume that belongs to no cluster yet. Found the cluster first.";

    /// <summary>Says without listening that the node has no room.</summary>
    public ValueTask RefuseBusyAsync() =>
        RefuseOpeningAsync(Status.Busy, $"Node {_node.Options.Node} has {_node.Options.MaxConnections} connections open and takes no more. Try again later.");

    private async Task<bool> WelcomeAsync()
    {
        Hello? hello;
        try
        {
            if (await ReadOpeningAsync(SessionLimits.HelloTime) is not { } message)
                return false;
            TryRead(message, out hello, out _);
        }
        catch (MalformedMessageException)
        {
            hello = null;
        }

        if (hello?.Magic != Hello.ProtocolMagic)
        {
            await RefuseOpeningAsync(Status.WrongMagic, "This port speaks the DfsAspire protocol, and the connection did not begin with it.");
            return false;
        }

        var identity = _node.Store.Identity;
        if (hello.Version != WireLimits.Version)
        {
            await RefuseOpeningAsync(Status.WrongVersion, $"Node {_node.Options.Node} speaks version {WireLimits.Version} of the protocol, the client {hello.Version}. Use programs of the same release.");
            return false;
        }

        if (hello.Cluster is { } wanted && identity.Cluster != wanted)
        {
            await (identity.Cluster is { } cluster
                ? RefuseOpeningAsync(Status.WrongCluster, $"Node {_node.Options.Node} belongs to cluster {cluster:N}, not to {wanted:N}. Check the node's address.")
                : RefuseOpeningAsync(Status.NotFounded, NotFounded));
            return false;
        }

        await _writer.SendAsync(Welcome(Outcome.Ok), CancellationToken.None);
        return true;
    }

    private async Task<bool> LogInAsync()
    {
        if (await ReadOpeningAsync(SessionLimits.LogInTime) is not { } first)
            return false;
        var scram = new ScramServer();
        LogIn logIn;
        try
        {
            var user = scram.ReadClientFirst(MessageCodec.Read<Authenticate>(first).Scram.Span);
            if (!_node.LogIns.IsOpenTo(user))
            {
                await _writer.SendAsync(new AuthenticateReply(new Outcome(Status.NotFounded, NotFounded), default), CancellationToken.None);
                return false;
            }

            if (user != ReservedNames.Cluster && _node.Readiness.WhySilent is { } why)
            {
                await _writer.SendAsync(
                    new AuthenticateReply(new Outcome(Status.NotReady, $"Node {_node.Options.Node} is not ready: {why}."), default), CancellationToken.None);
                return false;
            }

            logIn = await _node.LogIns.FindAsync(user, CancellationToken.None);
        }
        catch (ScramException)
        {
            await _writer.SendAsync(new AuthenticateReply(new Outcome(Status.WrongCredentials, WrongCredentials), default), CancellationToken.None);
            return LogInRefused();
        }

        await _writer.SendAsync(new AuthenticateReply(Outcome.Ok, scram.WriteServerFirst(logIn.Credentials)), CancellationToken.None);
        return await ReadOpeningAsync(SessionLimits.LogInTime) is { } final && await ProveAsync(scram, logIn, final);
    }

    private async Task<bool> ProveAsync(ScramServer scram, LogIn logIn, ReadOnlyMemory<byte> message)
    {
        byte[] proof;
        try
        {
            proof = scram.ReadClientFinal(MessageCodec.Read<Prove>(message).Scram.Span);
        }
        catch (ScramException)
        {
            proof = [];
        }

        if (proof.Length == 0 || logIn.Caller is null)
        {
            await _writer.SendAsync(new ProveReply(new Outcome(Status.WrongCredentials, WrongCredentials), default), CancellationToken.None);
            return LogInRefused();
        }

        _caller = logIn.Caller;
        _node.Log.LoggedIn(_caller.Name, _connection.RemoteEndPoint);
        await _writer.SendAsync(new ProveReply(Outcome.Ok, proof), CancellationToken.None);
        return true;
    }

    /// <summary>The next message of the opening; null when the client leaves. The whole message has to come in time, not only its next byte.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadOpeningAsync(TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit, _node.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stopping);
        return await _reader.ReadMessageAsync(either.Token);
    }

    private bool LogInRefused()
    {
        _node.Log.LogInRefused(_connection.RemoteEndPoint);
        return false;
    }

    private ValueTask RefuseOpeningAsync(Status status, string text)
    {
        _node.Log.OpeningRefused(_connection.RemoteEndPoint, status);
        return _writer.SendAsync(Welcome(new Outcome(status, text)), CancellationToken.None);
    }

    private Welcome Welcome(Outcome outcome)
    {
        var identity = _node.Store.Identity;
        return new Welcome(outcome, WireLimits.Version, _node.Options.Node, identity.Cluster, identity.Incarnation, Program);
    }
}

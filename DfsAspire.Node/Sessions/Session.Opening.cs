using DfsAspire.Node.Accounts;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;
using DfsAspire.ServiceDefaults.Admission;

namespace DfsAspire.Node.Sessions;

internal sealed partial class Session
{
    // The same words whatever was wrong: they are the original's, and tell nobody which names exist.
    private const string WrongCredentials = "Invalid Username/Password. Please try again.";

    private const string TooManyFailures = "Too many log-ins from here failed lately. Wait some seconds and try again.";

    private static readonly string Program = $"DfsAspire.Node {typeof(Session).Assembly.GetName().Version?.ToString(3)}";

    private string NotFounded => $"Node {_node.Options.Node} has an empty volume that belongs to no cluster yet. Found the cluster first.";

    /// <summary>Says without listening that this port speaks TLS.</summary>
    public ValueTask RefusePlainAsync() => RefuseOpeningAsync(
        Status.TlsRequired,
        $"Node {_node.Options.Node} speaks TLS, and the connection began without it. Take 'Tls: off' out of dfs.conf (Dfs__Tls for nodes and their worker), or start every node with Dfs__Tls=off.");

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
        var scram = new ScramServer(_binding);
        LogIn logIn;
        LogInPace.Attempt? attempt;
        try
        {
            var request = MessageCodec.Read<Authenticate>(first);
            var user = scram.ReadClientFirst(request.Scram.Span);
            if (!_node.LogIns.IsOpenTo(user, request.With))
            {
                await _writer.SendAsync(new AuthenticateReply(new Outcome(Status.NotFounded, NotFounded), default), CancellationToken.None);
                return false;
            }

            if (!LogIns.NeedsNoVolume(user, request.With) && _node.Readiness.WhySilent is { } why)
            {
                await _writer.SendAsync(
                    new AuthenticateReply(new Outcome(Status.NotReady, $"Node {_node.Options.Node} is not ready: {why}."), default), CancellationToken.None);
                return false;
            }

            logIn = await _node.LogIns.FindAsync(user, request.With, CancellationToken.None);
            attempt = await _node.Pace.EnterAsync(LogIns.PaceOf(user, request.With), LogInPace.SourceOf(_connection.RemoteEndPoint), _connection.ConnectionClosed);
            if (attempt is null)
            {
                await _writer.SendAsync(new AuthenticateReply(new Outcome(Status.Busy, TooManyFailures), default), CancellationToken.None);
                return LogInRefused();
            }
        }
        catch (ScramException)
        {
            await _writer.SendAsync(new AuthenticateReply(new Outcome(Status.WrongCredentials, WrongCredentials), default), CancellationToken.None);
            return LogInRefused();
        }

        using (attempt)
        {
            await _writer.SendAsync(new AuthenticateReply(Outcome.Ok, scram.WriteServerFirst(logIn.Credentials)), CancellationToken.None);
            return await ReadOpeningAsync(SessionLimits.LogInTime) is { } final && await ProveAsync(scram, logIn, attempt, final);
        }
    }

    private async Task<bool> ProveAsync(ScramServer scram, LogIn logIn, LogInPace.Attempt attempt, ReadOnlyMemory<byte> message)
    {
        byte[] proof = [];
        ScramFailure? failure = null;
        try
        {
            proof = scram.ReadClientFinal(MessageCodec.Read<Prove>(message).Scram.Span);
        }
        catch (ScramException fault)
        {
            failure = fault.Failure;
        }

        // After the proof, and for all who have not proven that they were here before: so a name that exists takes no other way than one that does not.
        var isRight = proof.Length > 0 && logIn.Caller is not null;
        if (!(isRight && attempt.IsKnown) && !await attempt.TakeTurnAsync(_connection.ConnectionClosed))
        {
            if (!isRight)
                attempt.Failed();
            await _writer.SendAsync(new ProveReply(new Outcome(Status.Busy, TooManyFailures), default), CancellationToken.None);
            return LogInRefused(failure);
        }

        if (proof.Length == 0 || logIn.Caller is null)
        {
            attempt.Failed();
            await _writer.SendAsync(new ProveReply(new Outcome(Status.WrongCredentials, WrongCredentials), default), CancellationToken.None);
            return LogInRefused(failure);
        }

        var user = logIn.Caller.Name;
        if (_connection.Features.Get<Place>()?.LogIn(user, ReservedNames.IsProgram(user)) is { } crowd)
        {
            await _writer.SendAsync(new ProveReply(new Outcome(Status.Busy, Words(crowd)), default), CancellationToken.None);
            return false;
        }

        attempt.Succeeded();
        _caller = logIn.Caller;
        _node.Log.LoggedIn(_caller.Name, _connection.RemoteEndPoint);
        await _writer.SendAsync(new ProveReply(Outcome.Ok, proof), CancellationToken.None);
        return true;
    }

    private string Words(Crowd crowd) => crowd.Of is { } user
        ? $"Node {_node.Options.Node} has {crowd.Connections} connections of {user} open and takes no more. Close some, or try again later."
        : $"Node {_node.Options.Node} has {crowd.Connections} connections open and takes no more. Try again later.";

    /// <summary>The next message of the opening; null when the client leaves. The whole message has to come in time, not only its next byte.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadOpeningAsync(TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit, _node.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stopping);
        return await _reader.ReadMessageAsync(either.Token);
    }

    private bool LogInRefused(ScramFailure? failure = null)
    {
        if (failure == ScramFailure.OtherChannel)
            _node.Log.LogInOfAnotherConnection(_connection.RemoteEndPoint);
        else
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

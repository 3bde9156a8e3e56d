using System.Collections.Concurrent;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Connections;

/// <summary>
/// Logs one account in, at any node, any number of times. The secret, a password or a recovery key, goes through its costly derivation once for each
/// derivation that a node names, which is one.
/// </summary>
internal sealed class Login(string user, string secret, AccessKind with = AccessKind.Password) : IDisposable
{
    /// <summary>The original's words for a refused log-in.</summary>
    public const string RefusedMessage = "Invalid Username/Password. Please try again.";

    private readonly ConcurrentDictionary<PasswordDerivation, Lazy<Task<PasswordKeys>>> _keys = new();
    private readonly Dictionary<int, HashSet<PasswordDerivation>> _named = [];
    private volatile string _secret = secret;
    private int _secrets = 1;

    public string User { get; } = user;

    /// <summary>What kind of secret it is.</summary>
    public AccessKind With => with;

    /// <summary>The costly derivation.</summary>
    public KeyDerivation DeriveKeys { get; init; } = PasswordKeys.DeriveAsync;

    /// <summary>What follows from the secret under a derivation.</summary>
    public Task<PasswordKeys> KeysAsync(PasswordDerivation derivation) =>
        _keys.GetOrAdd(derivation, wanted => new Lazy<Task<PasswordKeys>>(
            () => DeriveKeys(_secret, wanted, CancellationToken.None))).Value;

    /// <summary>
    /// Logs in with another secret from now on. What follows from the old one under derivations seen before is kept: nodes that have not
    /// heard of the change yet still ask for it.
    /// </summary>
    public void ChangeSecret(string secret)
    {
        _secret = secret;
        Interlocked.Increment(ref _secrets);
    }

    /// <summary>
    /// Runs SCRAM-SHA-256 over a new connection, bound to it where it is encrypted: the node learns no password and proves that it knows the
    /// user, and nobody sits in between.
    /// </summary>
    /// <exception cref="NodeException">The node refuses, cannot prove itself, or breaks off.</exception>
    public async Task AuthenticateAsync(NodeConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var scram = new ScramClient(User, connection.Binding);
            var first = await connection.AskAsync<Authenticate, AuthenticateReply>(
                new Authenticate(scram.WriteClientFirst(), with), WireLimits.SilenceTime, cancellationToken);
            Check(connection, first.Outcome);
            scram.ReadServerFirst(first.Scram.Span);
            if (!MayName(connection.Node.Number, scram.Derivation!))
                throw new NodeException(connection.Node, Status.WrongCredentials, "names another key derivation than before: the password was changed meanwhile, or the node does not say the truth");
            var keys = await KeysAsync(scram.Derivation!).WaitAsync(cancellationToken);
            var proof = scram.WriteClientFinal(keys.ScramPasswordFor(connection.Node.Number));
            var last = await connection.AskAsync<Prove, ProveReply>(new Prove(proof), WireLimits.SilenceTime, cancellationToken);
            Check(connection, last.Outcome);
            scram.ReadServerFinal(last.Scram.Span);
        }
        catch (ScramException fault)
        {
            var status = fault.Failure == ScramFailure.Refused ? Status.WrongCredentials : (Status?)null;
            throw new NodeException(connection.Node, status, fault.Message, fault);
        }
    }

    public void Dispose()
    {
        foreach (var keys in _keys.Values)
            if (keys is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                keys.Value.Result.Dispose();
    }

    // Each costs seconds of a processor: a node gets one for each password that this client has had, not one per connection.
    private bool MayName(int node, PasswordDerivation derivation)
    {
        lock (_named)
        {
            if (!_named.TryGetValue(node, out var named))
                _named.Add(node, named = []);
            return named.Contains(derivation) || (named.Count < Volatile.Read(ref _secrets) && named.Add(derivation));
        }
    }

    private static void Check(NodeConnection connection, Outcome outcome)
    {
        if (!outcome.IsOk)
            throw new NodeException(connection.Node, outcome.Status, outcome.Text ?? outcome.Status.ToString());
    }
}

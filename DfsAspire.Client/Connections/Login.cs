using System.Collections.Concurrent;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Connections;

/// <summary>
/// Logs one account in, at any node, any number of times. The password goes through its costly derivation once for each
/// derivation that a node names, which is one.
/// </summary>
internal sealed class Login(string user, string password) : IDisposable
{
    /// <summary>The original's words for a refused log-in.</summary>
    public const string RefusedMessage = "Invalid Username/Password. Please try again.";

    private readonly ConcurrentDictionary<PasswordDerivation, Lazy<Task<PasswordKeys>>> _keys = new();

    public string User { get; } = user;

    /// <summary>The costly derivation.</summary>
    public KeyDerivation DeriveKeys { get; init; } = PasswordKeys.DeriveAsync;

    /// <summary>What follows from the password under a derivation.</summary>
    public Task<PasswordKeys> KeysAsync(PasswordDerivation derivation) =>
        _keys.GetOrAdd(derivation, wanted => new Lazy<Task<PasswordKeys>>(
            () => DeriveKeys(password, wanted, CancellationToken.None))).Value;

    /// <summary>Runs SCRAM-SHA-256 over a new connection: the node learns no password and proves that it knows the user.</summary>
    /// <exception cref="NodeException">The node refuses, cannot prove itself, or breaks off.</exception>
    public async Task AuthenticateAsync(NodeConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var scram = new ScramClient(User);
            var first = await connection.AskAsync<Authenticate, AuthenticateReply>(
                new Authenticate(scram.WriteClientFirst()), cancellationToken);
            Check(connection, first.Outcome);
            scram.ReadServerFirst(first.Scram.Span);
            var keys = await KeysAsync(scram.Derivation!).WaitAsync(cancellationToken);
            var proof = scram.WriteClientFinal(keys.ScramPasswordFor(connection.Node.Number));
            var last = await connection.AskAsync<Prove, ProveReply>(new Prove(proof), cancellationToken);
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

    private static void Check(NodeConnection connection, Outcome outcome)
    {
        if (!outcome.IsOk)
            throw new NodeException(connection.Node, outcome.Status, outcome.Text ?? outcome.Status.ToString());
    }
}

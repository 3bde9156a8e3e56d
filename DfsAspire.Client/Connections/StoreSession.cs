using DfsAspire.Client.Accounts;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Resume;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Connections;

/// <summary>A user logged in at the nodes, with the user's keys open.</summary>
internal sealed class StoreSession : IAsyncDisposable
{
    private readonly Login _login;

    private StoreSession(Login login, Guid cluster, IReadOnlyList<NodeClient> nodes, Keyring keyring, DfsClientOptions options)
    {
        _login = login;
        Cluster = cluster;
        Nodes = nodes;
        Keys = new SessionKeys(keyring, token => FindKeyringAsync(nodes, login, options.Time, token));
        Time = options.Time;
        NewId = options.NewId;
        Uploads = options.ResumeDirectory is { } directory ? new ResumeDirectory(directory, options.Time) : null;
        Veil = Veil.Of(keyring);
        Verifier = new SignatureVerifier(keyring.PublicKey.ToArray());
        Reader = new PathReader(login.User, Verifier, Keys);
        Writer = new EntryWriter(keyring.Sign, Keys);
    }

    public string User => _login.User;

    /// <summary>How new connections log in.</summary>
    public Login Login => _login;

    public Guid Cluster { get; }

    public IReadOnlyList<NodeClient> Nodes { get; }

    public SessionKeys Keys { get; }

    /// <summary>The keyring in use.</summary>
    public Keyring Keyring => Keys.Current;

    public TimeProvider Time { get; }

    /// <summary>Makes the random ids of contents and stamps.</summary>
    public Func<Guid> NewId { get; }

    /// <summary>Where interrupted uploads are remembered; null when they are not.</summary>
    public ResumeDirectory? Uploads { get; }

    /// <summary>How the user's files look to nodes: the same for every keyring of the user.</summary>
    public Veil Veil { get; }

    public SignatureVerifier Verifier { get; }

    public PathReader Reader { get; }

    public EntryWriter Writer { get; }

    /// <summary>Logs in at every node that can be reached and opens the user's keys with the password.</summary>
    /// <exception cref="DfsException">No node can be reached, all refuse, or no account opens.</exception>
    public static async Task<StoreSession> OpenAsync(DfsClientOptions options, CancellationToken cancellationToken)
    {
        var secret = options.With == AccessKind.Recovery && RecoveryKey.TryRead(options.Password, out var key) ? key : options.Password;
        var login = new Login(options.User, secret, options.With) { DeriveKeys = options.DeriveKeys };
        var dialer = new NodeDialer(options.Transport, options.Time);
        var nodes = options.Nodes.OrderBy(node => node.Number)
            .Select(node => new NodeClient(new NodePool(node, dialer, login))).ToList();
        try
        {
            var cluster = await new ClusterDoor(nodes, dialer, login).EnterAsync(options.Cluster, cancellationToken);
            var keyring = await FindKeyringAsync(nodes, login, options.Time, cancellationToken)
                ?? throw new DfsException(DfsFault.Integrity, $"The nodes let '{login.User}' in, but none gave an account that the password opens.");
            return new StoreSession(login, cluster, nodes, keyring, options);
        }
        catch
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
            login.Dispose();
            throw;
        }
    }

    /// <summary>A new command's view of the nodes.</summary>
    public Operation Begin() => new(Nodes, Time) { Veil = Veil };

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        Keys.Dispose();
        Veil.Dispose();
        Verifier.Dispose();
        _login.Dispose();
    }

    // The keyring opens only with the secret and only beside the very public key it was made with, so a node that
    // hands out an account of its own making gets nowhere; the newest that opens counts.
    private static async Task<Keyring?> FindKeyringAsync(
        IReadOnlyList<NodeClient> nodes, Login login, TimeProvider time, CancellationToken cancellationToken)
    {
        var operation = new Operation(nodes, time);
        var answers = await operation.AskAsync(
            (node, token) => node.AskAsync<GetAccount, AccountReply>("account", new GetAccount(default, login.User), token), cancellationToken);
        var records = answers.Select(answer => answer.Reply.Record).OfType<AccountRecord>().Where(record => record.Account.Account.User == login.User);
        return await KeyringSearch.FindAsync(records, login.With, login.KeysAsync, cancellationToken);
    }
}

using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Accounts;

/// <summary>Changes how a user logs in, as that user: credentials are signed with the user's own key, and kept on a quorum.</summary>
internal sealed class OwnCredentials(StoreSession session)
{
    /// <summary>Puts a new password in the place of the old one; or of a lost one, when the session was opened with the recovery key.</summary>
    public async Task ChangePasswordAsync(string password, CancellationToken cancellationToken)
    {
        await ChangeAsync(async known => known.Credentials with { Password = await AccessAsync(password, known, cancellationToken) }, cancellationToken);
        if (session.Login.With == AccessKind.Password)
            session.Login.ChangeSecret(password);
    }

    /// <summary>Makes a recovery key in the place of the one before; it is nowhere but in the answer.</summary>
    public async Task<string> MakeRecoveryKeyAsync(CancellationToken cancellationToken)
    {
        var key = RecoveryKey.Create();
        await ChangeAsync(async known => known.Credentials with { Recovery = await AccessAsync(key, known, cancellationToken) }, cancellationToken);
        return RecoveryKey.Format(key);
    }

    /// <summary>The newest credentials that three nodes or more know of, with the keyring in them.</summary>
    /// <exception cref="DfsException">Fewer than three nodes answer, or the session's secret opens the keyring no more.</exception>
    public async Task<KnownCredentials> LoadAsync(Operation operation, CancellationToken cancellationToken)
    {
        var answers = await AccountReader.AskAsync(operation, session.User, cancellationToken);
        SignedCredentials? newest = null;
        // What is not changed is signed again, so it must be the user's own: never what a node has made up.
        foreach (var (node, account) in answers)
        {
            if (account.Credentials is not { } credentials)
                continue;
            if (!session.Verifier.IsGenuine(credentials, session.User))
                operation.Note(node, $"gives credentials of '{session.User}' that '{session.User}' did not sign");
            else if (newest is null || credentials.IsAfter(newest))
                newest = credentials;
        }

        if (newest is null)
            return await FirstAsync(answers.Select(answer => answer.Reply.Record!), cancellationToken);
        return await OpenAsync(newest.Credentials.Find(session.Login.With), cancellationToken) is { } keyring
            ? new KnownCredentials(newest.Credentials, newest, keyring)
            : throw new DfsException(
                DfsFault.Conflict, $"The account of '{session.User}' was changed meanwhile: what this session was opened with opens it no more. Log in anew.");
    }

    /// <summary>Signs credentials and sends them to all nodes that are up; a node takes them in the place of those that they were made from.</summary>
    public static Task<IReadOnlyList<Answer<PutCredentialsReply>>> PutAsync(Operation operation, SignedCredentials signed, SignedCredentials? madeFrom)
    {
        var request = new PutCredentials(default, signed, CredentialsBase.Of(madeFrom));
        // From the first node on, giving up would leave the outcome open; the nodes' silence limits bound the wait.
        return operation.TellAsync(
            (node, token) => node.AskAsync<PutCredentials, PutCredentialsReply>("put credentials", request, token), CancellationToken.None);
    }

    // The keyring is wrapped as it stands in the credentials: this session may have been opened before a master key came to it.
    private Task<Access> AccessAsync(string secret, KnownCredentials known, CancellationToken cancellationToken) =>
        AccountMaker.AccessAsync(session.User, secret, known.Keyring, cancellationToken);

    private async Task ChangeAsync(Func<KnownCredentials, Task<Credentials>> change, CancellationToken cancellationToken)
    {
        var operation = session.Begin();
        using var known = await LoadAsync(operation, cancellationToken);
        // What is made from credentials that hold a next key goes before those that merely count it.
        var changed = await change(known) with { Epoch = Epoch.Above(known.Credentials.Epoch, session.Time.GetUtcNow()), NewestKey = known.Keyring.Newest };
        var answers = await PutAsync(operation, SignedCredentials.Sign(changed, session.Keyring.Sign), known.Signed);
        AccountOutcome.Judge(operation, session.User, answers, reply => reply.Outcome);
    }

    private async Task<Keyring?> OpenAsync(Access? access, CancellationToken cancellationToken)
    {
        if (access is null)
            return null;
        var keys = await session.Login.KeysAsync(access.Derivation).WaitAsync(cancellationToken);
        try
        {
            return Keyring.Unwrap(access.Keyring, session.User, session.Keyring.PublicKey.Span, keys);
        }
        catch (SealBrokenException)
        {
            // A forgery, of another account of that name, or under another secret.
            return null;
        }
    }

    // Accounts of the first releases have none. Their way in is made again, under the derivation with which their keyring opens.
    private async Task<KnownCredentials> FirstAsync(IEnumerable<AccountRecord> records, CancellationToken cancellationToken)
    {
        foreach (var access in records.Select(record => record.Account.Account.Access).OfType<Access>())
        {
            if (await OpenAsync(access, cancellationToken) is not { } keyring)
                continue;
            var keys = await session.Login.KeysAsync(access.Derivation).WaitAsync(cancellationToken);
            var first = new Credentials
            {
                User = session.User,
                Epoch = 0,
                MasterKey = keyring.Epoch,
                Password = AccountMaker.Access(session.User, access.Derivation, keys, keyring),
            };
            return new KnownCredentials(first, null, keyring);
        }

        throw new DfsException(DfsFault.Integrity, $"The nodes hold another account of '{session.User}' than the one that was logged in to.");
    }
}

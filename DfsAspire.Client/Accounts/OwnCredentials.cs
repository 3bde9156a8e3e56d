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
        var access = await AccessAsync(password, cancellationToken);
        await ChangeAsync(known => known with { Password = access }, cancellationToken);
        if (session.Login.With == AccessKind.Password)
            session.Login.ChangeSecret(password);
    }

    /// <summary>Makes a recovery key in the place of the one before; it is nowhere but in the answer.</summary>
    public async Task<string> MakeRecoveryKeyAsync(CancellationToken cancellationToken)
    {
        var key = RecoveryKey.Create();
        var access = await AccessAsync(key, cancellationToken);
        await ChangeAsync(known => known with { Recovery = access }, cancellationToken);
        return RecoveryKey.Format(key);
    }

    private Task<Access> AccessAsync(string secret, CancellationToken cancellationToken) =>
        AccountMaker.AccessAsync(session.User, secret, session.Keyring, cancellationToken);

    private async Task ChangeAsync(Func<Credentials, Credentials> change, CancellationToken cancellationToken)
    {
        var operation = session.Begin();
        var known = await KnownAsync(operation, cancellationToken);
        var changed = change(known) with { Epoch = Epoch.Above(known.Epoch, session.Time.GetUtcNow()) };
        var signed = SignedCredentials.Sign(changed, session.Keyring.Sign);
        // From the first node on, giving up would leave the outcome open; the nodes' silence limits bound the wait.
        var answers = await operation.TellAsync(
            (node, token) => node.AskAsync<PutCredentials, PutCredentialsReply>("put credentials", new PutCredentials(default, signed), token),
            operation.Up, CancellationToken.None);
        AccountOutcome.Judge(operation, session.User, answers, reply => reply.Outcome);
    }

    // What is not changed is signed again, so it must be the user's own: never what a node has made up.
    private async Task<Credentials> KnownAsync(Operation operation, CancellationToken cancellationToken)
    {
        var records = await AccountReader.AskAsync(operation, session.User, cancellationToken);
        SignedCredentials? newest = null;
        foreach (var (node, record) in records)
        {
            if (record.Credentials is not { } credentials)
                continue;
            if (!session.Verifier.IsGenuine(credentials, session.User))
                operation.Note(node, $"gives credentials of '{session.User}' that '{session.User}' did not sign");
            else if (newest is null || credentials.IsAfter(newest))
                newest = credentials;
        }

        return newest?.Credentials ?? await FirstAsync(records.Select(answer => answer.Reply), cancellationToken);
    }

    // Accounts of the first releases have none. Their way in is made again, under the derivation with which their keyring opens.
    private async Task<Credentials> FirstAsync(IEnumerable<AccountRecord> records, CancellationToken cancellationToken)
    {
        foreach (var access in records.Select(record => record.Account.Account.Access).OfType<Access>())
        {
            try
            {
                var keys = await session.Login.KeysAsync(access.Derivation).WaitAsync(cancellationToken);
                Keyring.Unwrap(access.Keyring, session.User, session.Keyring.PublicKey.Span, keys).Dispose();
                return new Credentials
                {
                    User = session.User,
                    Epoch = 0,
                    MasterKey = session.Keyring.Epoch,
                    Password = AccountMaker.Access(session.User, access.Derivation, keys, session.Keyring),
                };
            }
            catch (SealBrokenException)
            {
                // A forgery, or of another account of that name.
            }
        }

        throw new DfsException(DfsFault.Integrity, $"The nodes hold another account of '{session.User}' than the one that was logged in to.");
    }
}

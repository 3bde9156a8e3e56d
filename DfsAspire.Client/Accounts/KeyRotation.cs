using System.Globalization;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Accounts;

/// <summary>
/// Replaces the user's master key (docs/architecture.md, "Rotating keys"). The credentials say how far that is, so that whoever runs it next
/// goes on: the next key stands beside the one in use; it counts; it is in use, with the one before beside it; it is alone.
/// </summary>
internal sealed class KeyRotation(StoreSession session)
{
    // Each round finds what others brought meanwhile. That ends when all nodes know the new credentials.
    private const int MostRounds = 8;

    private readonly OwnCredentials _credentials = new(session);

    /// <summary>Goes as far as the nodes allow.</summary>
    /// <exception cref="DfsException">Fewer than three nodes answer, the account was changed meanwhile, or a key record opens nowhere.</exception>
    public async Task<KeyRotationReport> RunAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (session.Login.With != AccessKind.Password)
            throw new DfsException(DfsFault.Refused, "Keys are rotated with the password, not with the recovery key. Give yourself a new password first.");
        while (true)
        {
            using var known = await _credentials.LoadAsync(session.Begin(), cancellationToken);
            if (known.Keyring.HasOlder)
                return await ReplaceAsync(known, progress, cancellationToken);
            // Whoever was a little slow to answer is not away.
            var operation = session.Begin();
            if (known.Keyring.HasNext && !await AreEverywhereAsync(operation, known))
                return new KeyRotationReport(known.Keyring.Epoch + 1, 0, operation.Faults);
            using var keyring = Step(known);
            // Credentials with a newer key go before all without, so a key counts only when everybody has it: else one node that
            // was given it alone could take back a password that was changed since.
            await ChangeAsync(operation, known, keyring, newest: known.Keyring.HasNext ? keyring.Newest : keyring.Epoch);
        }
    }

    private Keyring Step(KnownCredentials known)
    {
        if (!known.Keyring.HasNext)
            return Next(known.Keyring);
        return known.Credentials.NewestKey < known.Keyring.Newest ? known.Keyring.Copy() : known.Keyring.UsingNext();
    }

    private Keyring Next(Keyring keyring) => keyring.Epoch < MasterKeyNumber.Last
        ? keyring.WithNext()
        : throw new DfsException(DfsFault.Refused, string.Create(CultureInfo.InvariantCulture, $"The keys of '{session.User}' were rotated {MasterKeyNumber.Last - 1} times, and cannot be rotated again."));

    /// <summary>
    /// Puts the credentials on a quorum with another keyring. Their epoch is the next one and not the clock's: a password that is changed at the
    /// same time comes after it. The recovery key wraps the old keyring, and nobody here can wrap another one with it.
    /// </summary>
    private async Task ChangeAsync(Operation operation, KnownCredentials known, Keyring keyring, long newest)
    {
        var access = known.Credentials.Password;
        var keys = await session.Login.KeysAsync(access.Derivation);
        var changed = known.Credentials with
        {
            Epoch = known.Credentials.Epoch + 1,
            MasterKey = keyring.Epoch,
            NewestKey = newest,
            Password = access.WithKeyring(keyring.Wrap(session.User, keys)),
            Recovery = null,
        };
        var answers = await OwnCredentials.PutAsync(operation, SignedCredentials.Sign(changed, session.Keyring.Sign), known.Signed);
        AccountOutcome.Judge(operation, session.User, answers, reply => reply.Outcome);
    }

    // What all four hold, all that comes after is made from.
    private static async Task<bool> AreEverywhereAsync(Operation operation, KnownCredentials known)
    {
        var answers = await OwnCredentials.PutAsync(operation, known.Signed!, known.Signed);
        foreach (var answer in answers.Where(answer => !answer.Reply.Outcome.IsOk))
            operation.MarkDown(answer.Node, answer.Reply.Outcome.Text ?? $"does not take the credentials: {answer.Reply.Outcome.Status}");
        return operation.Up.Count == operation.Nodes.Count;
    }

    private async Task<KeyRotationReport> ReplaceAsync(KnownCredentials known, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var number = known.Keyring.Epoch;
        await AreEverywhereAsync(session.Begin(), known);
        session.Keys.Use(known.Keyring.Copy());
        var sweep = new KeySweep(session, number, progress);
        for (var round = 0; round < MostRounds; round++)
        {
            var operation = session.Begin();
            var found = await sweep.RunAsync(operation, cancellationToken);
            if (found.IsClean && operation.Up.Count == operation.Nodes.Count && await sweep.StaysCleanAsync(operation, found, cancellationToken))
            {
                using var alone = known.Keyring.WithoutOthers();
                await ChangeAsync(operation, known, alone, alone.Newest);
                session.Keys.Use(alone.Copy());
                return new KeyRotationReport(number, sweep.Replaced, []) { IsDone = true };
            }

            if (operation.Up.Count < operation.Nodes.Count)
                return new KeyRotationReport(number, sweep.Replaced, operation.Faults);
        }

        return new KeyRotationReport(number, sweep.Replaced, []);
    }
}

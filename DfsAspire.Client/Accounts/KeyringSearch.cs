using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Client.Accounts;

/// <summary>Finds the user's keys among what nodes, or volumes, hold of an account.</summary>
internal static class KeyringSearch
{
    /// <summary>Opens the newest keyring that the secret opens. Opening is what proves it genuine. Null when it opens none.</summary>
    public static async Task<Keyring?> FindAsync(
        IEnumerable<AccountRecord> records, AccessKind with, Func<PasswordDerivation, Task<PasswordKeys>> derive, CancellationToken cancellationToken)
    {
        foreach (var record in records.OrderByDescending(record => record.Credentials?.Credentials.Epoch ?? 0).ThenByDescending(record => record.Account.Account.Epoch))
        {
            if (record.Find(with) is not { } access)
                continue;
            try
            {
                var keys = await derive(access.Derivation).WaitAsync(cancellationToken);
                return Keyring.Unwrap(access.Keyring, record.Account.Account.User, record.Account.Account.PublicKey.Span, keys);
            }
            catch (SealBrokenException)
            {
                // Not made with this secret: of another epoch, or a forgery. The next may open.
            }
        }

        return null;
    }
}

using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Client.Accounts;

/// <summary>Finds the user's keys among what nodes, or volumes, hold of an account.</summary>
internal static class KeyringSearch
{
    /// <summary>
    /// Opens the newest keyring that the secret opens. Opening is what proves a keyring genuine, and its public key with it; the signature then proves
    /// how new it is. Null when the secret opens none.
    /// </summary>
    public static async Task<Keyring?> FindAsync(
        IEnumerable<AccountRecord> records, AccessKind with, Func<PasswordDerivation, Task<PasswordKeys>> derive, CancellationToken cancellationToken)
    {
        Keyring? undated = null;
        // As SignedCredentials.IsAfter has it: the newest master key first.
        foreach (var record in records
            .OrderByDescending(record => record.Credentials?.Credentials.NewestKey ?? 0)
            .ThenByDescending(record => record.Credentials?.Credentials.Epoch ?? 0)
            .ThenByDescending(record => record.Account.Account.Epoch))
        {
            if (record.Find(with) is not { } access)
                continue;
            try
            {
                var keys = await derive(access.Derivation).WaitAsync(cancellationToken);
                var keyring = Keyring.Unwrap(access.Keyring, record.Account.Account.User, record.Account.Account.PublicKey.Span, keys);
                if (record.Credentials is not { } credentials || AccountKeys.HasSigned(record.Account.Account, credentials))
                {
                    undated?.Dispose();
                    return keyring;
                }

                // Somebody has put another epoch to it, perhaps to an old one: it is better than none.
                undated?.Dispose();
                undated = keyring;
            }
            catch (SealBrokenException)
            {
                // Not made with this secret: of another epoch, or a forgery. The next may open.
            }
        }

        return undated;
    }
}

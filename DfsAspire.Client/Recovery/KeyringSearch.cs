using DfsAspire.Client.Connections;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Client.Recovery;

/// <summary>Finds the user's keys among the accounts that the volumes hold.</summary>
internal static class KeyringSearch
{
    /// <summary>Opens the account of the highest epoch that the password opens. As with nodes, opening is what proves an account genuine.</summary>
    /// <exception cref="DfsException">The password opens none.</exception>
    public static async Task<Keyring> OpenAsync(IEnumerable<Account> accounts, RecoveryOptions options, CancellationToken cancellationToken)
    {
        var derived = new Dictionary<PasswordDerivation, PasswordKeys>();
        try
        {
            foreach (var account in accounts.OrderByDescending(account => account.Epoch))
            {
                if (!derived.TryGetValue(account.Derivation, out var keys))
                    derived.Add(account.Derivation, keys = await options.DeriveKeys(options.Password, account.Derivation, cancellationToken));
                try
                {
                    return Keyring.Unwrap(account.Keyring, account.User, account.PublicKey.Span, keys);
                }
                catch (SealBrokenException)
                {
                    // Made with another password, or damaged. The next may open.
                }
            }
        }
        catch (ArgumentException noPassword)
        {
            throw new DfsException(DfsFault.WrongCredentials, Login.RefusedMessage, noPassword);
        }
        finally
        {
            foreach (var keys in derived.Values)
                keys.Dispose();
        }

        throw new DfsException(DfsFault.WrongCredentials, Login.RefusedMessage);
    }
}

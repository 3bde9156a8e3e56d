using DfsAspire.Client.Accounts;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Recovery;

/// <summary>Opens the user's keys with what the volumes hold of the account.</summary>
internal static class RecoveredKeyring
{
    /// <summary>The newest keyring that the password opens.</summary>
    /// <exception cref="DfsException">It opens none.</exception>
    public static async Task<Keyring> OpenAsync(IReadOnlyList<AccountRecord> accounts, RecoveryOptions options, CancellationToken cancellationToken)
    {
        using var login = new Login(options.User, options.Password) { DeriveKeys = options.DeriveKeys };
        try
        {
            return await KeyringSearch.FindAsync(accounts, AccessKind.Password, login.KeysAsync, cancellationToken)
                ?? throw new DfsException(DfsFault.WrongCredentials, Login.RefusedMessage);
        }
        catch (ArgumentException noPassword)
        {
            throw new DfsException(DfsFault.WrongCredentials, Login.RefusedMessage, noPassword);
        }
    }
}

using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Security.Cryptography;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Storage;

/// <summary>All accounts in memory, with their public keys ready to verify.</summary>
internal sealed class AccountCache : IDisposable
{
    private readonly ConcurrentDictionary<string, Known> _accounts = new(StringComparer.Ordinal);

    /// <summary>The account of a user; null when there is none.</summary>
    public SignedAccount? Find(string user) => _accounts.TryGetValue(user, out var known) ? known.Account : null;

    /// <summary>Takes an account, unless a newer one is here.</summary>
    public void Put(SignedAccount account) => _accounts.AddOrUpdate(
        account.Account.User,
        _ => new Known(account),
        (_, known) => known.Account.Account.Epoch >= account.Account.Epoch ? known : new Known(account));

    /// <summary>True when the user's account may sign and signed this entry.</summary>
    public bool HasSigned(string user, SignedEntry entry) => _accounts.TryGetValue(user, out var known) && known.HasSigned(entry);

    /// <summary>True when the administrator, as known here, signed this account.</summary>
    public bool AdministratorSigned(SignedAccount account) =>
        _accounts.TryGetValue(ReservedNames.Administrator, out var known) && known.HasSigned(account);

    /// <summary>A digest over the bytes of all accounts, in the order of their names.</summary>
    public UInt128 Digest()
    {
        var digest = new XxHash128();
        foreach (var known in _accounts.Values.OrderBy(known => known.Account.Account.User, StringComparer.Ordinal))
            digest.Append(known.Account.Encoded.Span);
        return digest.GetCurrentHashAsUInt128();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var known in _accounts.Values)
            known.Dispose();
    }

    // A key object serves one verification at a time.
    private sealed class Known(SignedAccount account) : IDisposable
    {
        private readonly Lock _oneAtATime = new();
        private ECDsa? _key;

        public SignedAccount Account => account;

        public bool HasSigned(SignedEntry entry)
        {
            lock (_oneAtATime)
                return entry.IsSignedBy(_key ??= AccountKeys.Import(account.Account));
        }

        public bool HasSigned(SignedAccount other)
        {
            lock (_oneAtATime)
                return other.IsSignedBy(_key ??= AccountKeys.Import(account.Account));
        }

        public void Dispose() => _key?.Dispose();
    }
}

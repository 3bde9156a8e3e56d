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

    /// <summary>The names of all users.</summary>
    public IEnumerable<string> Users => _accounts.Keys;

    /// <summary>The account of a user; null when there is none.</summary>
    public AccountRecord? Find(string user) => _accounts.TryGetValue(user, out var known) ? known.Record : null;

    /// <summary>All accounts.</summary>
    public IReadOnlyList<AccountRecord> All() => [.. _accounts.Values.Select(known => known.Record)];

    /// <summary>Accounts that were removed.</summary>
    public IEnumerable<Account> Removed() =>
        _accounts.Values.Select(known => known.Record.Account.Account).Where(account => account.State == AccountState.Removed);

    /// <summary>Takes what is newer of an account than what is here.</summary>
    public void Put(AccountRecord record) => _accounts.AddOrUpdate(
        record.Account.Account.User,
        _ => new Known(record),
        (_, known) => new Known(AccountRecord.Newest(known.Record, record)));

    /// <summary>Forgets an account. Its key may be in use just now, and is left to the collector.</summary>
    public void Remove(string user) => _accounts.TryRemove(user, out _);

    /// <summary>True when the user's account may sign and signed this entry.</summary>
    public bool HasSigned(string user, SignedEntry entry) => _accounts.TryGetValue(user, out var known) && known.HasSigned(entry);

    /// <summary>True when the administrator, as known here, signed this account.</summary>
    public bool AdministratorSigned(SignedAccount account) =>
        _accounts.TryGetValue(ReservedNames.Administrator, out var known) && known.HasSigned(account);

    /// <summary>A digest over the bytes of all accounts, in the order of their names.</summary>
    public UInt128 Digest()
    {
        var digest = new XxHash128();
        foreach (var known in _accounts.Values.Select(known => known.Record).OrderBy(record => record.Account.Account.User, StringComparer.Ordinal))
        {
            digest.Append(known.Account.Encoded.Span);
            if (known.Credentials is { } credentials)
                digest.Append(credentials.Encoded.Span);
        }

        return digest.GetCurrentHashAsUInt128();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var known in _accounts.Values)
            known.Dispose();
    }

    // A key object serves one verification at a time.
    private sealed class Known(AccountRecord record) : IDisposable
    {
        private readonly Lock _oneAtATime = new();
        private ECDsa? _key;

        public AccountRecord Record => record;

        public bool HasSigned(SignedEntry entry)
        {
            lock (_oneAtATime)
                return entry.IsSignedBy(_key ??= AccountKeys.Import(record.Account.Account));
        }

        public bool HasSigned(SignedAccount other)
        {
            lock (_oneAtATime)
                return other.IsSignedBy(_key ??= AccountKeys.Import(record.Account.Account));
        }

        public void Dispose() => _key?.Dispose();
    }
}

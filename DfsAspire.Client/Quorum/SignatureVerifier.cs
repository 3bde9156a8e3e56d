using System.Collections.Concurrent;
using System.Security.Cryptography;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>Tells what whoever is logged in has signed from whatever a node may make up. For use by any number of callers at once.</summary>
/// <param name="publicKey">The user's key, as SubjectPublicKeyInfo (RFC 5480).</param>
internal sealed class SignatureVerifier(ReadOnlyMemory<byte> publicKey) : IDisposable
{
    private readonly GenuineEntries _known = new();
    // An ECDsa serves one caller at a time. There are never more of them than callers at one moment.
    private readonly ConcurrentBag<ECDsa> _keys = [];

    /// <summary>True when the user signed this entry, for this path. Four nodes show the same one, and it is verified once.</summary>
    public bool IsGenuine(SignedEntry entry, string user, StorePath path)
    {
        if (entry.Entry.User != user || entry.Entry.Path != path)
            return false;
        var print = GenuineEntries.PrintOf(entry);
        if (_known.Contains(print))
            return true;
        if (!With(entry.IsSignedBy))
            return false;
        _known.Add(print);
        return true;
    }

    /// <summary>True when the user signed these credentials, for that name.</summary>
    public bool IsGenuine(SignedCredentials credentials, string user) => credentials.Credentials.User == user && With(credentials.IsSignedBy);

    /// <summary>
    /// For the administrator: what is genuine of an account. Null when the administrator did not sign it; without its credentials when the
    /// account's user did not sign those.
    /// </summary>
    public AccountRecord? Genuine(AccountRecord record)
    {
        if (!With(record.Account.IsSignedBy))
            return null;
        return record.Credentials is { } credentials && !AccountKeys.HasSigned(record.Account.Account, credentials) ? record with { Credentials = null } : record;
    }

    public void Dispose()
    {
        while (_keys.TryTake(out var key))
            key.Dispose();
    }

    private bool With(Func<ECDsa, bool> verify)
    {
        if (!_keys.TryTake(out var key))
            key = Import();
        try
        {
            return verify(key);
        }
        finally
        {
            _keys.Add(key);
        }
    }

    private ECDsa Import()
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey.Span, out _);
        return key;
    }
}

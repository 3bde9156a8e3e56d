using System.Security.Cryptography;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>Tells what whoever is logged in has signed from whatever a node may make up.</summary>
internal sealed class SignatureVerifier(ECDsa publicKey)
{
    private readonly Lock _lock = new();

    /// <summary>True when the user signed this entry, for this path.</summary>
    public bool IsGenuine(SignedEntry entry, string user, StorePath path)
    {
        if (entry.Entry.User != user || entry.Entry.Path != path)
            return false;
        // ECDsa instances are not safe for concurrent use.
        lock (_lock)
            return entry.IsSignedBy(publicKey);
    }

    /// <summary>True when the user signed these credentials, for that name.</summary>
    public bool IsGenuine(SignedCredentials credentials, string user)
    {
        if (credentials.Credentials.User != user)
            return false;
        lock (_lock)
            return credentials.IsSignedBy(publicKey);
    }

    /// <summary>
    /// For the administrator: what is genuine of an account. Null when the administrator did not sign it; without its credentials when the
    /// account's user did not sign those.
    /// </summary>
    public AccountRecord? Genuine(AccountRecord record)
    {
        lock (_lock)
            if (!record.Account.IsSignedBy(publicKey))
                return null;
        return record.Credentials is { } credentials && !AccountKeys.HasSigned(record.Account.Account, credentials) ? record with { Credentials = null } : record;
    }
}

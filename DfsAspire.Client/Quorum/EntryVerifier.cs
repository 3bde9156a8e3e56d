using System.Security.Cryptography;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>Tells the user's own entries from whatever a node may make up.</summary>
internal sealed class EntryVerifier(ECDsa publicKey)
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
}

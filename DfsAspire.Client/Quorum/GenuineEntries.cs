using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>Entries found to be the user's own. Nodes show the same ones: each is verified once, not once for each node.</summary>
internal sealed class GenuineEntries(SignatureVerifier verifier, string user)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StorePath, List<SignedEntry>> _known = [];

    /// <summary>True when the user signed this entry.</summary>
    public bool Contains(SignedEntry entry)
    {
        var path = entry.Entry.Path;
        lock (_lock)
            if (_known.TryGetValue(path, out var known) && known.Exists(other => IsSame(other, entry)))
                return true;
        if (!verifier.IsGenuine(entry, user, path))
            return false;
        lock (_lock)
        {
            if (!_known.TryGetValue(path, out var known))
                _known[path] = known = [];
            known.Add(entry);
        }

        return true;
    }

    private static bool IsSame(SignedEntry one, SignedEntry other) =>
        one.Encoded.Span.SequenceEqual(other.Encoded.Span) && one.Signature.Span.SequenceEqual(other.Signature.Span);
}

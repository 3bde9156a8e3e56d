using System.Security.Cryptography;
using DfsAspire.Client.Quorum;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Recovery;

/// <summary>What the volumes hold of one user: every version of every path that the user has signed, and where the parts lie.</summary>
internal sealed class FoundFiles(string user, ECDsa publicKey, Veil veil)
{
    private readonly Dictionary<StorePath, List<SignedEntry>> _entries = [];
    private readonly Dictionary<ContentId, FoundContent> _contents = [];
    private readonly HashSet<StorePath> _listed = [];
    private readonly HashSet<ContentId> _named = [];

    /// <summary>The paths in the order of their names, so that a folder comes before what lies in it.</summary>
    public IEnumerable<StorePath> Paths => _entries.Keys.OrderBy(path => path.Value, StringComparer.Ordinal);

    /// <summary>What a path has held, newest first.</summary>
    public IEnumerable<Entry> VersionsOf(StorePath path) => _entries[path].Select(signed => signed.Entry).OrderByDescending(entry => entry.Stamp);

    /// <summary>Takes an entry if the user has signed it; false when not.</summary>
    public bool Add(SignedEntry signed) => TryTake(signed) is not null;

    /// <summary>Takes what a catalog lists as held by a path.</summary>
    public void AddListed(SignedEntry signed)
    {
        if (TryTake(signed) is not { } entry)
            return;
        _listed.Add(entry.Path);
        if (!entry.Content.IsNone)
            _named.Add(entry.Content);
    }

    /// <summary>
    /// True for an old name that only the parts remember: the catalogs know nothing of that path any more, and name its content under another one.
    /// </summary>
    public bool WasMoved(Entry entry) => _named.Contains(entry.Content) && !_listed.Contains(entry.Path);

    /// <summary>What is known of a content.</summary>
    public FoundContent Content(ContentId id)
    {
        if (!_contents.TryGetValue(id, out var content))
            _contents.Add(id, content = new FoundContent());
        return content;
    }

    // The entry as the user knows it.
    private Entry? TryTake(SignedEntry signed)
    {
        if (signed.Entry.User != user || veil.TryReveal(signed) is not { } known)
            return null;
        if (!_entries.TryGetValue(known.Entry.Path, out var versions))
            versions = [];
        // Each part's trailer and each catalog tell the same again; a signature is checked once.
        if (versions.Exists(one => one.Encoded.Span.SequenceEqual(known.Encoded.Span)))
            return known.Entry;
        if (!known.IsSignedBy(publicKey))
            return null;
        versions.Add(known);
        _entries[known.Entry.Path] = versions;
        return known.Entry;
    }
}

/// <summary>Where the parts of a content lie, and its wrapped keys. Nothing of it is signed: it counts when the seals open.</summary>
internal sealed class FoundContent
{
    // Volumes of one cluster hold two copies and one key; whatever claims to be more is not worth reading.
    private const int MaxKeyRecords = 16;
    private const int MaxCopies = 64;

    private readonly List<string>[] _copies = [[], [], [], []];
    private readonly List<ReadOnlyMemory<byte>> _keyRecords = [];

    public IReadOnlyList<ReadOnlyMemory<byte>> KeyRecords => _keyRecords;

    /// <summary>The files of a part, sound ones first.</summary>
    public IReadOnlyList<string> CopiesOf(int part) => _copies[part - 1];

    public void AddKeyRecord(ReadOnlyMemory<byte> record)
    {
        if (_keyRecords.Count < MaxKeyRecords && !_keyRecords.Exists(known => known.Span.SequenceEqual(record.Span)))
            _keyRecords.Add(record);
    }

    public void AddCopy(int part, string file, bool looksSound)
    {
        var copies = _copies[part - 1];
        if (copies.Count < MaxCopies)
            copies.Insert(looksSound ? 0 : copies.Count, file);
    }
}

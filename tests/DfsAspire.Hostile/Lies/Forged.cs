using System.Security.Cryptography;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Hostile.Lies;

/// <summary>Entries that nobody but the liar has made.</summary>
internal static class Forged
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>An entry above another, signed with the liar's own key.</summary>
    public static SignedEntry WithOwnKey(SignedEntry entry, EntryKind kind = EntryKind.File) => SignedEntry.Sign(Above(entry.Entry, kind), Key);

    /// <summary>A tombstone that nobody wrote.</summary>
    public static SignedEntry Tombstone(string user, string path, DateTimeOffset now) => SignedEntry.Sign(
        new Entry
        {
            User = user,
            Path = StorePath.Parse(path),
            Kind = EntryKind.Tombstone,
            Stamp = Stamp.Above(Stamp.None, now.AddHours(1), Guid.NewGuid()),
            WrittenAt = now.ToUnixTimeMilliseconds(),
        },
        Key);

    /// <summary>A file that nobody wrote.</summary>
    public static SignedEntry File(string user, string path, DateTimeOffset now) => SignedEntry.Sign(
        new Entry
        {
            User = user,
            Path = StorePath.Parse(path),
            Kind = EntryKind.File,
            Stamp = Stamp.Above(Stamp.None, now.AddHours(1), Guid.NewGuid()),
            WrittenAt = now.ToUnixTimeMilliseconds(),
            Content = new ContentId(Guid.NewGuid()),
            Layout = Entry.FourLanes,
            Parts = [.. Enumerable.Repeat(new PartInfo(16, 0), 4)],
        },
        Key);

    /// <summary>The same entry under a signature of zeros.</summary>
    public static SignedEntry Unsigned(SignedEntry entry) => SignedEntry.Parse(entry.Encoded, new byte[SignedEntry.SignatureBytes]);

    /// <summary>The same entry with one bit of its signature turned over.</summary>
    public static SignedEntry WronglySigned(SignedEntry entry)
    {
        var signature = entry.Signature.ToArray();
        signature[^1] ^= 1;
        return SignedEntry.Parse(entry.Encoded, signature);
    }

    /// <summary>Another length in the entry, under the true signature.</summary>
    public static SignedEntry Changed(SignedEntry entry) =>
        SignedEntry.Sign(entry.Entry with { WrittenAt = entry.Entry.WrittenAt + 1 }, _ => entry.Signature.ToArray());

    private static Entry Above(Entry entry, EntryKind kind)
    {
        var stamp = new Stamp(entry.Stamp.Counter + 1_000_000, Guid.NewGuid());
        return kind == EntryKind.File
            ? entry with { Stamp = stamp }
            : new Entry { User = entry.User, Path = entry.Path, Kind = kind, Stamp = stamp, WrittenAt = entry.WrittenAt };
    }
}

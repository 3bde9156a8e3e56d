using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Entries;

/// <summary>
/// The bytes of an entry, which are signed, sent and kept as they are:
/// <c>[format=1, user, path, kind, counter, writer, written at, content | nil, length, x, layout, [length, checksum]*, hidden length?]</c>.
/// Readers skip unknown trailing fields.
/// </summary>
internal static class EntryCodec
{
    private const int Format = 1;
    private const int FixedFields = 11;

    public static void Write(Entry entry, ref FieldWriter writer)
    {
        writer.Array(FixedFields + 2 * entry.Parts.Count + (entry.HiddenLength.IsEmpty ? 0 : 1));
        writer.Int(Format);
        writer.Text(entry.User);
        writer.Path(entry.Path);
        writer.Int((int)entry.Kind);
        writer.Stamp(entry.Stamp);
        writer.Long(entry.WrittenAt);
        writer.Content(entry.Content);
        writer.Long(entry.ContentLength);
        writer.Int(entry.Placement);
        writer.Int(entry.Layout);
        foreach (var part in entry.Parts)
        {
            writer.Long(part.Length);
            writer.Checksum(part.Checksum);
        }

        if (!entry.HiddenLength.IsEmpty)
            writer.Bytes(entry.HiddenLength.Span);
    }

    public static Entry Read(ref FieldReader reader)
    {
        reader.Array();
        var format = reader.Int(1, int.MaxValue);
        if (format != Format)
            throw new MalformedMessageException($"Entry format {format} is not known here; a newer version wrote it.");
        var user = reader.User();
        var path = reader.Path();
        var kind = (EntryKind)reader.Int((int)EntryKind.File, (int)EntryKind.Tombstone);
        var stamp = reader.Stamp();
        var writtenAt = reader.Long(0, long.MaxValue);
        var content = reader.Content();
        var length = reader.Long(0, WireLimits.ContentBytes);
        var placement = reader.Int(0, WireLimits.Nodes - 1);
        var layout = reader.Int(0, Entry.FourLanes);
        var parts = Array.Empty<PartInfo>();
        byte[]? hiddenLength = null;
        if (kind == EntryKind.File)
        {
            if (content.IsNone || layout != Entry.FourLanes)
                throw new MalformedMessageException("A file's entry names no content or an unknown layout.");
            parts = new PartInfo[WireLimits.Nodes];
            for (var i = 0; i < parts.Length; i++)
                parts[i] = new PartInfo(reader.Long(0, 2 * WireLimits.ContentBytes), reader.Checksum());
            if (!reader.AtEnd)
                hiddenLength = reader.Bytes(WireLimits.HiddenLengthBytes);
        }
        else if (!content.IsNone || length != 0 || layout != 0)
        {
            throw new MalformedMessageException("A folder or tombstone names a content.");
        }

        if (path.IsRoot || stamp.IsNone)
            throw new MalformedMessageException("An entry lacks its path or its stamp.");
        return new Entry
        {
            User = user,
            Path = path,
            Kind = kind,
            Stamp = stamp,
            WrittenAt = writtenAt,
            Content = content,
            Length = length,
            Placement = placement,
            Layout = layout,
            Parts = parts,
            HiddenLength = hiddenLength,
        };
    }
}

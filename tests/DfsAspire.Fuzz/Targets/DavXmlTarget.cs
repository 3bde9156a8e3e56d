using DfsAspire.Client.Gateway.WebDav;
using DfsAspire.Client.Gateway.WebDav.Locks;
using DfsAspire.Client.Gateway.WebDav.Properties;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Bodies of PROPFIND, PROPPATCH and LOCK, and files of properties.</summary>
internal static class DavXmlTarget
{
    public static FuzzTarget Target { get; } = new("dav-xml", Run)
    {
        Seeds = static () => Samples.Words(
            "<propfind xmlns='DAV:'><prop><getetag/><x xmlns='urn:x'/></prop></propfind>",
            "<D:propertyupdate xmlns:D='DAV:' xml:lang='de'><D:set><D:prop><c xmlns='urn:x' a='1'>blau <b/></c></D:prop></D:set><D:remove><D:prop><d xmlns=''/></D:prop></D:remove></D:propertyupdate>",
            "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner><href>me</href></owner></lockinfo>",
            "<properties xmlns='urn:dfsaspire:properties'><x xmlns='urn:x'>1</x></properties>"),
        Words = Samples.Words(
            "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "&lt;", "&#x10FFFF;", "<![CDATA[", "]]>", "<!--", "-->", "<?a?>", "xmlns=''", "xmlns:D='DAV:'", "xml:lang='de'", "xml:space='preserve'",
            "<a>", "</a>", "<allprop/>", "<propname/>", "<shared/>", "\ufeff"),
        MemoryBytes = 4 * 1024 * 1024,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var body = input.ToArray();
        if (DavXml.TryRead(body) is { } root && LockXml.TryReadInfo(root, out _, out var owner))
            Promise.That(owner is null || owner.ToString().Length <= input.Length * 8, "An owner is no longer than what was sent.");
        _ = PropFindRequest.TryRead(body);
        Check(PropertySet.Read(body));
        if (PropPatchRequest.TryRead(body) is not { } patch)
            return;
        var properties = PropertySet.Empty;
        foreach (var change in patch.Changes.Where(static change => !change.IsRemoval))
            properties.Set(change.Property);
        Check(properties);
    }

    private static void Check(PropertySet properties)
    {
        var bytes = properties.ToBytes();
        if (bytes.Length > PropertySet.MostBytes)
            return;
        var again = PropertySet.Read(bytes);
        Promise.That(again.Names.ToHashSet().SetEquals(properties.Names), "Properties that are kept come back.");
        Promise.That(again.ToBytes().AsSpan().SequenceEqual(bytes), "Their values are the same.");
    }
}

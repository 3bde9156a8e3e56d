using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using DfsAspire.Client.Gateway.WebDav.Locks;
using DfsAspire.Client.Store;
using Microsoft.AspNetCore.StaticFiles;

namespace DfsAspire.Client.Gateway.WebDav.Properties;

/// <summary>The properties of RFC 4918, section 15, that follow from what a path holds. Nobody sets them.</summary>
internal static class LiveProperties
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    private static readonly Dictionary<XName, Func<ListedEntry, DavCall, object?>> All = new()
    {
        [DavXml.Dav + "displayname"] = (entry, call) => Shown(entry.Path.IsRoot ? call.Store.User : entry.Path.Name),
        [DavXml.Dav + "resourcetype"] = (entry, _) => entry.IsFolder ? new XElement(DavXml.Dav + "collection") : "",
        [DavXml.Dav + "getcontentlength"] = (entry, _) => entry.IsFolder ? null : entry.Length.ToString(CultureInfo.InvariantCulture),
        [DavXml.Dav + "getcontenttype"] = (entry, _) => entry.IsFolder ? null : ContentTypeOf(entry),
        [DavXml.Dav + "getetag"] = (entry, _) => ETags.Of(entry)?.ToString(),
        [DavXml.Dav + "getlastmodified"] = (entry, _) => entry.Path.IsRoot ? null : entry.WrittenAt.ToString("R", CultureInfo.InvariantCulture),
        [DavXml.Dav + "lockdiscovery"] = (entry, call) => LockXml.Discovery(call.Locks.Covering(call.Store.User, entry.Path), call.Locks),
        [DavXml.Dav + "supportedlock"] = (_, _) => LockXml.Supported(),
    };

    // What nobody gets with "all": the gateway does not know it, or has to ask the nodes for it. No client may set it.
    private static readonly HashSet<XName> Others = [DavXml.Dav + "creationdate", DavXml.Dav + "getcontentlanguage", .. QuotaProperties.Names];

    /// <summary>The names of all that a resource may have.</summary>
    public static IEnumerable<XName> Names => All.Keys;

    /// <summary>True for a property that clients cannot set.</summary>
    public static bool IsProtected(XName name) => All.ContainsKey(name) || Others.Contains(name);

    /// <summary>A property of what a path holds; null when it has none of that name.</summary>
    public static XElement? Find(XName name, ListedEntry entry, DavCall call) =>
        !All.TryGetValue(name, out var property) || property(entry, call) is not { } value ? null
            : value as XElement is { } element && element.Name == name ? element
            : new XElement(name, value);

    /// <summary>What kind of file it seems to be, by its name.</summary>
    public static string ContentTypeOf(ListedEntry entry) =>
        ContentTypes.TryGetContentType(entry.Path.Name, out var type) ? type : "application/octet-stream";

    // Two characters that names may have cannot stand in XML.
    private static string Shown(string name) => string.Create(name.Length, name, static (shown, from) =>
    {
        for (var i = 0; i < from.Length; i++)
            shown[i] = XmlConvert.IsXmlChar(from[i]) || char.IsSurrogate(from[i]) ? from[i] : '\ufffd';
    });
}

using System.Globalization;
using System.Xml.Linq;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav.Locks;

/// <summary>What locks look like in requests and answers.</summary>
internal static class LockXml
{
    private const int MostOwnerCharacters = 4 * 1024;

    /// <summary>Reads the body of a LOCK; false when it asks for no lock that there is.</summary>
    public static bool TryReadInfo(XElement root, out bool isExclusive, out XElement? owner)
    {
        (isExclusive, owner) = (false, null);
        if (root.Name != DavXml.Dav + "lockinfo" || root.Element(DavXml.Dav + "lockscope") is not { } scope || root.Element(DavXml.Dav + "locktype")?.Element(DavXml.Dav + "write") is null)
            return false;
        isExclusive = scope.Element(DavXml.Dav + "exclusive") is not null;
        owner = root.Element(DavXml.Dav + "owner");
        return isExclusive != scope.Element(DavXml.Dav + "shared") is not null
            && (owner is null || owner.ToString(SaveOptions.DisableFormatting).Length <= MostOwnerCharacters);
    }

    /// <summary>The property <c>lockdiscovery</c>.</summary>
    public static XElement Discovery(IEnumerable<DavLock> locks, LockTable table) =>
        new(DavXml.Dav + "lockdiscovery", locks.Select(held => Active(held, table)));

    /// <summary>The property <c>supportedlock</c>.</summary>
    public static XElement Supported() => new(DavXml.Dav + "supportedlock", Entry("exclusive"), Entry("shared"));

    private static XElement Entry(string scope) => new(
        DavXml.Dav + "lockentry",
        new XElement(DavXml.Dav + "lockscope", new XElement(DavXml.Dav + scope)),
        new XElement(DavXml.Dav + "locktype", new XElement(DavXml.Dav + "write")));

    private static XElement Active(DavLock held, LockTable table) => new(
        DavXml.Dav + "activelock",
        new XElement(DavXml.Dav + "locktype", new XElement(DavXml.Dav + "write")),
        new XElement(DavXml.Dav + "lockscope", new XElement(DavXml.Dav + (held.IsExclusive ? "exclusive" : "shared"))),
        new XElement(DavXml.Dav + "depth", held.IsDeep ? "infinity" : "0"),
        held.Owner,
        new XElement(DavXml.Dav + "timeout", string.Create(CultureInfo.InvariantCulture, $"Second-{Math.Max(1, (long)table.Remaining(held).TotalSeconds)}")),
        new XElement(DavXml.Dav + "locktoken", Href(held.Token)),
        new XElement(DavXml.Dav + "lockroot", Href(DavUrl.Of(held.Root, isFolder: false))));

    /// <summary>An <c>href</c>.</summary>
    public static XElement Href(string url) => new(DavXml.Dav + "href", url);

    /// <summary>The <c>href</c> of a path.</summary>
    public static XElement Href(StorePath path) => Href(DavUrl.Of(path, isFolder: false));
}

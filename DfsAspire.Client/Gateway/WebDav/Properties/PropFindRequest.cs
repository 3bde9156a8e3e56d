using System.Xml.Linq;

namespace DfsAspire.Client.Gateway.WebDav.Properties;

/// <summary>Which properties a PROPFIND asks for.</summary>
/// <param name="Names">The properties named; null for all that there are.</param>
/// <param name="NamesOnly">Without their values.</param>
internal sealed record PropFindRequest(IReadOnlyList<XName>? Names, bool NamesOnly)
{
    private const int MostNames = 500;

    /// <summary>Whether dead properties can be among them.</summary>
    public bool MayBeDead => Names is null || Names.Any(name => !LiveProperties.IsProtected(name));

    /// <summary>Whether it asks how much is kept.</summary>
    public bool IsOfQuota => Names is not null && Names.Any(QuotaProperties.Names.Contains);

    /// <summary>Reads the body; null when it is none. No body asks for all.</summary>
    public static PropFindRequest? TryRead(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return new PropFindRequest(null, NamesOnly: false);
        if (DavXml.TryRead(body) is not { } root || root.Name != DavXml.Dav + "propfind")
            return null;
        var asked = root.Elements().Where(element => element.Name.Namespace == DavXml.Dav && element.Name.LocalName is "prop" or "allprop" or "propname").ToList();
        if (asked is not [var one])
            return null;
        if (one.Name.LocalName != "prop")
            return new PropFindRequest(null, NamesOnly: one.Name.LocalName == "propname");
        var names = one.Elements().Select(element => element.Name).Distinct().ToList();
        return names.Count <= MostNames ? new PropFindRequest(names, NamesOnly: false) : null;
    }
}

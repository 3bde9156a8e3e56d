using System.Xml.Linq;

namespace DfsAspire.Client.Gateway.WebDav.Properties;

/// <summary>One change of a property.</summary>
internal readonly record struct PropertyChange(XElement Property, bool IsRemoval);

/// <summary>What a PROPPATCH changes, in order.</summary>
internal sealed record PropPatchRequest(IReadOnlyList<PropertyChange> Changes)
{
    private const int MostChanges = 500;

    /// <summary>Reads the body; null when it is none.</summary>
    public static PropPatchRequest? TryRead(ReadOnlyMemory<byte> body)
    {
        if (DavXml.TryRead(body) is not { } root || root.Name != DavXml.Dav + "propertyupdate")
            return null;
        var changes = new List<PropertyChange>();
        foreach (var step in root.Elements())
        {
            if (step.Name != DavXml.Dav + "set" && step.Name != DavXml.Dav + "remove")
                continue;
            if (step.Element(DavXml.Dav + "prop") is not { } properties)
                return null;
            changes.AddRange(properties.Elements().Select(property => new PropertyChange(WithLanguage(property), step.Name.LocalName == "remove")));
        }

        return changes.Count is > 0 and <= MostChanges ? new PropPatchRequest(changes) : null;
    }

    // The language of a value may stand further out, and belongs to it all the same.
    private static XElement WithLanguage(XElement property)
    {
        var name = XNamespace.Xml + "lang";
        var copy = new XElement(property);
        if (copy.Attribute(name) is null && property.Ancestors().Select(outer => outer.Attribute(name)).FirstOrDefault(found => found is not null) is { } language)
            copy.Add(new XAttribute(name, language.Value));
        return copy;
    }
}

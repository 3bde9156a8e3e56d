using System.Text;
using System.Xml.Linq;

namespace DfsAspire.Client.Gateway.WebDav.Properties;

/// <summary>The dead properties of one resource: what clients keep there without the gateway understanding it.</summary>
internal sealed class PropertySet
{
    /// <summary>The most bytes that all properties of a resource may have together.</summary>
    public const int MostBytes = 64 * 1024;

    private static readonly XName Root = XNamespace.Get("urn:dfsaspire:properties") + "properties";

    private readonly Dictionary<XName, XElement> _properties;

    private PropertySet(Dictionary<XName, XElement> properties) => _properties = properties;

    /// <summary>No properties.</summary>
    public static PropertySet Empty => new([]);

    public bool IsEmpty => _properties.Count == 0;

    public IEnumerable<XName> Names => _properties.Keys;

    public IEnumerable<XElement> All => _properties.Values;

    public XElement? Find(XName name) => _properties.GetValueOrDefault(name);

    public void Set(XElement property) => _properties[property.Name] = new XElement(property);

    public void Remove(XName name) => _properties.Remove(name);

    /// <summary>Reads what <see cref="ToBytes"/> wrote; what is nothing of the kind holds no properties.</summary>
    public static PropertySet Read(ReadOnlyMemory<byte> bytes)
    {
        var properties = new Dictionary<XName, XElement>();
        if (DavXml.TryRead(bytes) is { } root && root.Name == Root)
            foreach (var property in root.Elements())
                properties[property.Name] = property;
        return new PropertySet(properties);
    }

    /// <summary>The properties as a file.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(new XElement(Root, All).ToString(SaveOptions.DisableFormatting));
}

using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>XML from outside: no DTD, nothing fetched, and bounds on size, depth and number of nodes.</summary>
internal static class DavXml
{
    /// <summary>The most bytes of a request's body.</summary>
    public const int MostBytes = 256 * 1024;

    private const int MostDepth = 64;
    private const int MostNodes = 20_000;

    /// <summary>The namespace of WebDAV's own elements.</summary>
    public static readonly XNamespace Dav = "DAV:";

    /// <summary>How answers are written: without a byte order mark, at which some clients stumble.</summary>
    public static XmlWriterSettings Writing => new() { Async = true, NamespaceHandling = NamespaceHandling.OmitDuplicates, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    /// <summary>The prefix that old clients insist on.</summary>
    public static XAttribute Prefix => new(XNamespace.Xmlns + "D", Dav.NamespaceName);

    /// <summary>Reads a document; null when it is none, or breaks a bound.</summary>
    public static XElement? TryRead(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MostBytes)
            return null;
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostBytes,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        try
        {
            // Depth is checked on a first pass: what builds the tree is not bounded itself.
            using (var look = XmlReader.Create(new MemoryStream(body.ToArray(), writable: false), settings))
                for (var nodes = 0; look.Read();)
                    if (look.Depth > MostDepth || (nodes += 1 + look.AttributeCount) > MostNodes)
                        return null;
            using var reader = XmlReader.Create(new MemoryStream(body.ToArray(), writable: false), settings);
            return XElement.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}

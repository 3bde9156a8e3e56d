using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.WebUtilities;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>The answer 207 (RFC 4918, section 13), written as it is made: a folder of any size takes no more memory than one member.</summary>
internal sealed class MultiStatus : IAsyncDisposable
{
    private readonly XmlWriter _writer;

    private MultiStatus(XmlWriter writer) => _writer = writer;

    /// <summary>Begins the answer.</summary>
    public static async Task<MultiStatus> BeginAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status207MultiStatus;
        response.ContentType = "application/xml; charset=utf-8";
        var writer = XmlWriter.Create(response.Body, DavXml.Writing);
        await writer.WriteStartDocumentAsync();
        await writer.WriteStartElementAsync("D", "multistatus", DavXml.Dav.NamespaceName);
        return new MultiStatus(writer);
    }

    /// <summary>A status in the form in which it stands in XML.</summary>
    public static XElement Status(int status) =>
        new(DavXml.Dav + "status", string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}"));

    /// <summary>Adds properties of a resource, each group with its status.</summary>
    public Task AddAsync(string url, IEnumerable<(int Status, IReadOnlyList<XElement> Properties)> groups, CancellationToken cancellationToken)
    {
        var found = groups.Where(group => group.Properties.Count > 0)
            .Select(group => new XElement(DavXml.Dav + "propstat", new XElement(DavXml.Dav + "prop", group.Properties), Status(group.Status))).ToList();
        // A resource that has nothing of what was asked for is still there.
        if (found.Count == 0)
            found.Add(new XElement(DavXml.Dav + "propstat", new XElement(DavXml.Dav + "prop"), Status(StatusCodes.Status200OK)));
        var response = new XElement(DavXml.Dav + "response", DavXml.Prefix, new XElement(DavXml.Dav + "href", url), found);
        return response.WriteToAsync(_writer, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _writer.DisposeAsync();
}

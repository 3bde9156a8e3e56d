using System.Globalization;
using System.Xml.Linq;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway.WebDav.Properties;

/// <summary>How much a user keeps and may yet add (RFC 4331): what file managers and mounts show as the room of a disk. For those who ask for it by name.</summary>
internal static class QuotaProperties
{
    private static readonly XName Used = DavXml.Dav + "quota-used-bytes";

    private static readonly XName Left = DavXml.Dav + "quota-available-bytes";

    /// <summary>The names of both.</summary>
    public static IReadOnlyList<XName> Names { get; } = [Used, Left];

    /// <summary>The properties of every folder; none when the nodes cannot say them just now. Without a quota only what is used is known.</summary>
    public static async Task<PropertySet> ReadOrNoneAsync(DfsClient store, CancellationToken cancellationToken)
    {
        var properties = PropertySet.Empty;
        try
        {
            var report = await store.GetQuotaAsync(cancellationToken);
            if (report.Use is { } use)
                properties.Set(Of(Used, use.Bytes));
            if (report.BytesLeft is { } left)
                properties.Set(Of(Left, left));
        }
        catch (DfsException transient) when (transient.IsTransient)
        {
            // A listing is worth more than how full the account is.
        }

        return properties;
    }

    private static XElement Of(XName name, long bytes) => new(name, bytes.ToString(CultureInfo.InvariantCulture));
}

using DfsAspire.Client.Gateway.Http;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>Paths of the store as they stand in URLs of WebDAV, below <see cref="Root"/>.</summary>
internal static class DavUrl
{
    /// <summary>Where the tree of whoever logs in begins.</summary>
    public const string Root = "/dav";

    /// <summary>Reads the path of a URL, as <see cref="StoreUrl.TryRead"/> does.</summary>
    public static bool TryRead(string path, out StorePath storePath, out string fault) => StoreUrl.TryRead(Root, path, out storePath, out fault);

    /// <summary>The URL of a path, without host.</summary>
    public static string Of(StorePath path, bool isFolder) => StoreUrl.Of(Root, path, isFolder);
}

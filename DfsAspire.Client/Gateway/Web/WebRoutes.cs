using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>The addresses of the web page.</summary>
internal static class WebRoutes
{
    public const string Home = "/";
    public const string LogIn = "/login";
    public const string LogOut = "/logout";
    public const string Files = "/files";
    public const string Download = "/download";
    public const string Archive = "/archive";
    public const string Nodes = "/nodes";
    public const string Do = "/do";
    public const string Assets = "/assets";

    private static readonly string[] Roots = [LogIn, LogOut, Files, Download, Archive, Nodes, Do, Assets];

    /// <summary>Whether an address is one of the page's.</summary>
    public static bool Contain(PathString path) =>
        !path.HasValue || path.Value == Home || Array.Exists(Roots, root => path.StartsWithSegments(root, StringComparison.Ordinal));

    /// <summary>Where a file or folder is shown.</summary>
    public static string Of(StorePath path, bool isFolder) => StoreUrl.Of(Files, path, isFolder);

    /// <summary>Where what can be done with a file or folder is shown.</summary>
    public static string About(ListedEntry entry) => entry.IsFolder ? $"{Of(entry.Path, isFolder: true)}?about" : Of(entry.Path, isFolder: false);
}

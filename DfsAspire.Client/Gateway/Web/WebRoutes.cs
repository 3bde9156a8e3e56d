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
    public const string Account = "/account";
    public const string Files = "/files";
    public const string Download = "/download";
    public const string Archive = "/archive";
    public const string Deleted = "/deleted";
    public const string Nodes = "/nodes";
    public const string Do = "/do";
    public const string Selected = $"{Do}{SelectedAction}";
    public const string Assets = "/assets";

    /// <summary>What begins the actions of forms that name several entries of a folder.</summary>
    public const string SelectedAction = "/selected";

    /// <summary>What names a version in addresses and forms.</summary>
    public const string Version = "version";

    private static readonly string[] Roots = [LogIn, LogOut, Account, Files, Download, Archive, Deleted, Nodes, Do, Assets];

    /// <summary>Whether an address is one of the page's.</summary>
    public static bool Contain(PathString path) =>
        !path.HasValue || path.Value == Home || Array.Exists(Roots, root => path.StartsWithSegments(root, StringComparison.Ordinal));

    /// <summary>Where a file or folder is shown.</summary>
    public static string Of(StorePath path, bool isFolder) => StoreUrl.Of(Files, path, isFolder);

    /// <summary>Where what was deleted from a folder is shown.</summary>
    public static string DeletedFrom(StorePath folder) => StoreUrl.Of(Deleted, folder, isFolder: true);

    /// <summary>Where an earlier version of a file comes from.</summary>
    public static string Of(FileVersion version) => $"{StoreUrl.Of(Download, version.Path, isFolder: false)}?{Version}={version.Id}";

    /// <summary>Where what can be done with a file or folder is shown.</summary>
    public static string About(ListedEntry entry) => entry.IsFolder ? $"{Of(entry.Path, isFolder: true)}?about" : Of(entry.Path, isFolder: false);
}

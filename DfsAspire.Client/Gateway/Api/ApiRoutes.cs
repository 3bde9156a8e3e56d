namespace DfsAspire.Client.Gateway.Api;

/// <summary>What the REST API answers: the parts of <c>openapi.json</c>, which a test holds against this table.</summary>
internal static class ApiRoutes
{
    public const string Root = "/api/v1";
    public const string Document = $"{Root}/openapi.json";
    public const string Files = $"{Root}/files";
    public const string Entries = $"{Root}/entries";
    public const string Folders = $"{Root}/folders";

    public const string Verify = $"{Root}/verify";

    /// <summary>The one word of a query that the API knows, where a file is read.</summary>
    public const string Version = "version";

    /// <summary>Addresses below which a path of the store follows, with their methods.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Func<ApiCall, Task>>> WithPath { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, Func<ApiCall, Task>>>
        {
            [Files] = new Dictionary<string, Func<ApiCall, Task>> { ["GET"] = FileMethods.GetAsync, ["HEAD"] = FileMethods.GetAsync, ["PUT"] = FileMethods.PutAsync },
            [Entries] = new Dictionary<string, Func<ApiCall, Task>> { ["GET"] = EntryMethods.StatAsync, ["DELETE"] = EntryMethods.DeleteAsync },
            [Folders] = new Dictionary<string, Func<ApiCall, Task>> { ["GET"] = EntryMethods.ListAsync, ["PUT"] = EntryMethods.MakeFolderAsync },
            [$"{Root}/versions"] = new Dictionary<string, Func<ApiCall, Task>> { ["GET"] = VersionMethods.ListAsync },
            [$"{Root}/deleted"] = new Dictionary<string, Func<ApiCall, Task>> { ["GET"] = VersionMethods.ListDeletedAsync },
            [Verify] = new Dictionary<string, Func<ApiCall, Task>> { ["GET"] = VerifyMethods.StateAsync, ["POST"] = VerifyMethods.BeginAsync },
        };

    /// <summary>Addresses that are whole, with their methods.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Func<ApiCall, Task>>> Whole { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, Func<ApiCall, Task>>>
        {
            [$"{Root}/copy"] = new Dictionary<string, Func<ApiCall, Task>> { ["POST"] = CopyMethods.CopyAsync },
            [$"{Root}/move"] = new Dictionary<string, Func<ApiCall, Task>> { ["POST"] = CopyMethods.MoveAsync },
            [$"{Root}/restore"] = new Dictionary<string, Func<ApiCall, Task>> { ["POST"] = VersionMethods.RestoreAsync },
            [$"{Root}/nodes"] = new Dictionary<string, Func<ApiCall, Task>> { ["GET"] = EntryMethods.NodesAsync },
        };
}

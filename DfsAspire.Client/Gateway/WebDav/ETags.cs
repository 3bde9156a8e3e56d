using DfsAspire.Client.Store;
using Microsoft.Net.Http.Headers;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>Entity tags: a file's is the name of its content, which no other content ever has. Folders have none.</summary>
internal static class ETags
{
    /// <summary>The tag of what a path holds; null when it has none.</summary>
    public static EntityTagHeaderValue? Of(ListedEntry? entry) =>
        entry is { IsFolder: false } ? new EntityTagHeaderValue($"\"{entry.Content}\"") : null;
}

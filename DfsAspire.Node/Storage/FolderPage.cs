using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>Some of a folder's entries, tombstones too, in ordinal order of the names' UTF-8 bytes.</summary>
/// <param name="Items">The entries; empty when none follow.</param>
/// <param name="HasMore">True when more follow after the last of them.</param>
public sealed record FolderPage(IReadOnlyList<ListItem> Items, bool HasMore);

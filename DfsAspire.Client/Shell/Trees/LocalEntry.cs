using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>A local file or directory below one that a command is about.</summary>
/// <param name="File">Its full local name.</param>
/// <param name="Path">The path in the store that belongs to it.</param>
/// <param name="IsFolder">A directory, not a file.</param>
/// <param name="Length">Bytes of a file.</param>
/// <param name="WrittenAt">When it was last written, by the local clock.</param>
internal sealed record LocalEntry(string File, StorePath Path, bool IsFolder, long Length, DateTimeOffset WrittenAt);

using System.Text;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Storage.Files;

/// <summary>
/// Where a part lies, relative to the volume and with <c>/</c> between names: <c>User/sub/folder/.name.content.part</c>, the
/// original's place with the content's id in the name, so that no two contents share a file.
/// </summary>
internal static class PartPath
{
    /// <summary>The most bytes of an escaped folder; a longer one becomes a single directory, because some systems end at 1,024 bytes.</summary>
    public const int MaxFolderBytes = 400;

    /// <summary>The path of one part of a content that was first written at <paramref name="path"/>.</summary>
    public static string Of(string user, StorePath path, ContentId content, int part)
    {
        var folder = FolderOf(path.Folder);
        var file = $".{FileNames.Escape(path.Name)}.{content}.{part}";
        return folder.Length == 0 ? $"{FileNames.Escape(user)}/{file}" : $"{FileNames.Escape(user)}/{folder}/{file}";
    }

    private static string FolderOf(StorePath folder)
    {
        if (folder.IsRoot)
            return "";
        var escaped = string.Join('/', folder.Value.Split('/').Select(FileNames.Escape));
        return Encoding.UTF8.GetByteCount(escaped) <= MaxFolderBytes ? escaped : FileNames.HashMark + FileNames.HashOf(folder.Value);
    }
}

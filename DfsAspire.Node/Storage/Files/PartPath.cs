using System.Text;
using DfsAspire.Protocol;
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

    /// <summary>True for a file whose name says that it is this part, whatever path it was written for.</summary>
    public static bool IsOf(string file, ContentId content, int part) => file.EndsWith($".{content}.{part}", StringComparison.Ordinal);

    /// <summary>Reads a file's name as that of a part; false when it is none.</summary>
    /// <param name="file">The file, relative to the volume.</param>
    /// <param name="directory">The user's directory.</param>
    /// <param name="content">The content.</param>
    /// <param name="part">The part.</param>
    public static bool TryRead(string file, out string directory, out ContentId content, out int part)
    {
        directory = file[..Math.Max(0, file.IndexOf('/', StringComparison.Ordinal))];
        var name = file[(file.LastIndexOf('/') + 1)..];
        var digits = 2 * ContentId.Size;
        content = default;
        part = name.Length > digits + 3 ? name[^1] - '0' : 0;
        return directory.Length > 0 && part is >= 1 and <= WireLimits.Nodes && name[0] == '.' && name[^2] == '.' && name[^(digits + 3)] == '.'
            && ContentId.TryParse(name[^(digits + 2)..^2], out content);
    }

    private static string FolderOf(StorePath folder)
    {
        if (folder.IsRoot)
            return "";
        var escaped = string.Join('/', folder.Value.Split('/').Select(FileNames.Escape));
        return Encoding.UTF8.GetByteCount(escaped) <= MaxFolderBytes ? escaped : FileNames.HashMark + FileNames.HashOf(folder.Value);
    }
}

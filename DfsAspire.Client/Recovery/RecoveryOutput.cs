using DfsAspire.Client.Store;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Recovery;

/// <summary>
/// The directory that files are restored to. Names come from volumes, so none may lead out of it: every path is one that the store takes,
/// every name one that this file system keeps as it is, and no folder on the way a link. What exists is left as it is.
/// </summary>
internal sealed class RecoveryOutput
{
    private readonly string _root;

    private RecoveryOutput(string root) => _root = root;

    /// <summary>Makes the directory where it is missing.</summary>
    /// <exception cref="DfsException">It lies in a volume.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static RecoveryOutput Open(string directory, IEnumerable<string> volumes)
    {
        foreach (var volume in volumes)
            if ($"{directory}{Path.DirectorySeparatorChar}".StartsWith($"{volume}{Path.DirectorySeparatorChar}", StringComparison.OrdinalIgnoreCase))
                throw new DfsException(DfsFault.Conflict, $"{directory} lies in the volume {volume}. Name a directory outside the volumes.");
        return new RecoveryOutput(Directory.CreateDirectory(directory).FullName);
    }

    /// <summary>Makes a folder and those above it.</summary>
    /// <exception cref="IOException">The folder cannot be made; the message says why.</exception>
    public string MakeFolder(StorePath folder)
    {
        if (folder.IsRoot)
            return _root;
        var local = LocalName(MakeFolder(folder.Folder), folder.Name);
        var existing = new FileInfo(local);
        if (existing.LinkTarget is not null)
            throw new IOException($"{local} is a link, and nothing is written through links");
        if (existing.Exists)
            throw new IOException($"{local} is a file, where a folder is needed");
        Directory.CreateDirectory(local);
        return local;
    }

    /// <summary>Opens a file that gets its name when it is whole.</summary>
    /// <exception cref="IOException">The name is taken, or cannot be had here; the message says why.</exception>
    public OutputFile CreateFile(StorePath path)
    {
        var local = LocalName(MakeFolder(path.Folder), path.Name);
        if (Path.Exists(local) || new FileInfo(local).LinkTarget is not null)
            throw new IOException($"{local} exists already and was left as it is");
        return OutputFile.Create(local);
    }

    /// <summary>A name as a file or folder of this file system.</summary>
    /// <exception cref="IOException">It has no such name; the message says so.</exception>
    internal static string LocalName(string folder, string name)
    {
        var local = Path.Combine(folder, name);
        return name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && Path.GetFullPath(local) == local
            ? local
            : throw new IOException($"this file system has no such name as '{name}'; recover it on another one");
    }
}

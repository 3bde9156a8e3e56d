using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>
/// Everything below a local directory. Links to files count as the files; links to directories are not followed, because they may lead in a
/// circle, and devices and pipes are left out.
/// </summary>
/// <param name="leftOut">Told what is left out, and why.</param>
/// <param name="failed">Told what cannot be read, or has no path in the store.</param>
internal sealed class LocalTree(Action<string> leftOut, Action<string, Exception> failed)
{
    /// <summary>What was left out: nobody knows what would lie there, and below it.</summary>
    public List<StorePath> LeftOut { get; } = [];

    /// <summary>Folders before what is in them, names in ordinal order.</summary>
    /// <param name="directory">A local directory that exists.</param>
    /// <param name="path">The path in the store that belongs to it.</param>
    public List<LocalEntry> Read(string directory, StorePath path)
    {
        var entries = new List<LocalEntry>();
        var folders = new Stack<LocalEntry>([new LocalEntry(directory, path, true, 0, default)]);
        while (folders.TryPop(out var folder))
        {
            if (folder.File != directory)
                entries.Add(folder);
            var inside = In(folder);
            entries.AddRange(inside.Where(entry => !entry.IsFolder));
            foreach (var deeper in inside.Where(entry => entry.IsFolder).Reverse())
                folders.Push(deeper);
        }

        return entries;
    }

    private List<LocalEntry> In(LocalEntry folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder.File).GetFileSystemInfos()
                .OrderBy(info => info.Name, StringComparer.Ordinal)
                .Select(info => Entry(info, folder.Path))
                .OfType<LocalEntry>()];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            failed(folder.File, fault);
            return [];
        }
    }

    private LocalEntry? Entry(FileSystemInfo info, StorePath folder)
    {
        try
        {
            var path = folder.Combine(info.Name);
            if (info is DirectoryInfo directory)
                return directory.LinkTarget is null ? new LocalEntry(info.FullName, path, true, 0, directory.LastWriteTimeUtc) : LeaveOut(path, "is a link to a directory");
            var file = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? (FileInfo)info;
            if (!file.Exists)
                return LeaveOut(path, "is a link that leads nowhere");
            return SpecialFile.IsAt(info.FullName)
                ? LeaveOut(path, "is neither a file nor a directory")
                : new LocalEntry(info.FullName, path, false, file.Length, file.LastWriteTimeUtc);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidPathException)
        {
            failed(info.FullName, fault);
            return null;
        }

        LocalEntry? LeaveOut(StorePath path, string why)
        {
            LeftOut.Add(path);
            leftOut($"{info.FullName} {why} and is left out.");
            return null;
        }
    }
}

using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage.Files;

/// <summary>A directory of this machine.</summary>
internal sealed class LocalDisk : IDisk
{
    // What the system says when another process has the file: EWOULDBLOCK, or ERROR_SHARING_VIOLATION.
    private const int TakenLinux = 11;
    private const int TakenMac = 35;
    private const int TakenWindows = unchecked((int)0x80070020);
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _root;

    public LocalDisk(string root) => _root = Path.GetFullPath(root);

    public long FreeBytes => new DriveInfo(_root).AvailableFreeSpace;

    public long TotalBytes => new DriveInfo(_root).TotalSize;

    public string FullPath(string name)
    {
        var full = Path.GetFullPath(Path.Combine(_root, name));
        return full == _root || full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new StoreException(Status.InternalError, "A part's path leads out of the volume.");
    }

    public void MakeDirectory(string name)
    {
        var full = FullPath(name);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(full);
            return;
        }

        Directory.CreateDirectory(full, DirectoryMode);
        if (full == _root)
            MakeRootPrivate();
    }

    // Whoever made it may have let others look into it: names of users. The rest is private whatever becomes of this.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private void MakeRootPrivate()
    {
        try
        {
            var mode = File.GetUnixFileMode(_root);
            if ((mode & ~DirectoryMode) != 0)
                File.SetUnixFileMode(_root, mode & DirectoryMode);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A mounted disk may belong to somebody else.
        }
    }

    public bool RemoveDirectory(string name)
    {
        var full = FullPath(name);
        try
        {
            // Asked first: most have something in them, and exceptions cost more than a look. A link to another place is somebody's will.
            if (Directory.EnumerateFileSystemEntries(full).Any() || new DirectoryInfo(full).LinkTarget is not null)
                return false;
            Directory.Delete(full);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Gone already, or not empty any more.
            return false;
        }
    }

    public void SyncDirectory(string name) => DirectorySync.Flush(FullPath(name));

    public IReadOnlyList<string> FilesIn(string directory) => [.. Directory.EnumerateFiles(FullPath(directory)).Select(file => Path.GetFileName(file))];

    public IReadOnlyList<string> DirectoriesIn(string directory) =>
        [.. Directory.EnumerateDirectories(FullPath(directory)).Select(found => Path.GetFileName(found))];

    public IDiskFile Create(string name, long length)
    {
        var options = new FileStreamOptions
        {
            Mode = System.IO.FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
            PreallocationSize = length,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode;
        return new LocalDiskFile(new FileStream(FullPath(name), options));
    }

    public IDiskFile? Open(string name, bool forWriting)
    {
        try
        {
            return new LocalDiskFile(new FileStream(FullPath(name), new FileStreamOptions
            {
                Mode = System.IO.FileMode.Open,
                Access = forWriting ? FileAccess.ReadWrite : FileAccess.Read,
                Share = forWriting ? FileShare.Read | FileShare.Delete : FileShare.Read | FileShare.Write | FileShare.Delete,
                Options = forWriting ? FileOptions.None : FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            }));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public long? SizeOf(string name)
    {
        var file = new FileInfo(FullPath(name));
        return file.Exists ? file.Length : null;
    }

    public DateTimeOffset? WrittenAt(string name)
    {
        var file = new FileInfo(FullPath(name));
        return file.Exists ? file.LastWriteTimeUtc : null;
    }

    public void Move(string from, string to) => File.Move(FullPath(from), FullPath(to), overwrite: true);

    public void Delete(string name)
    {
        try
        {
            File.Delete(FullPath(name));
        }
        catch (DirectoryNotFoundException)
        {
            // Gone with its directory: what was asked for.
        }
    }

    public IDisposable? Lock(string name)
    {
        var options = new FileStreamOptions { Mode = System.IO.FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode;
        try
        {
            // The system lets go of it however the process ends.
            return new FileStream(FullPath(name), options);
        }
        catch (IOException fault) when (fault.HResult is TakenLinux or TakenMac or TakenWindows)
        {
            return null;
        }
    }
}

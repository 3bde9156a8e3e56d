using DfsAspire.Protocol.Messages;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Node.Storage.Files;

/// <summary>The volume's directory tree. Calls block on the disk; paths are relative to the volume with <c>/</c> between names.</summary>
internal sealed class VolumeFiles
{
    private const string Own = ".dfs";
    private const int MaxRememberedDirectories = 10_000;
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root;
    private readonly Lock _directories = new();
    private readonly HashSet<string> _syncedDirectories = new(StringComparer.Ordinal);
    private long _lastIncoming;

    /// <summary>Makes the volume's own directories where they are missing.</summary>
    /// <exception cref="StoreException">They cannot be made (VolumeFailing, OutOfSpace).</exception>
    public VolumeFiles(string root)
    {
        _root = Path.GetFullPath(root);
        Guard("make the directory", Own, () =>
        {
            Make(_root);
            Make(Path.Combine(_root, Own));
            Make(IncomingDirectory);
            DirectorySync.Flush(_root);
            DirectorySync.Flush(Path.Combine(_root, Own));
        });
    }

    public string CatalogPath => Path.Combine(_root, Own, "catalog.db");

    public string LockPath => Path.Combine(_root, Own, "lock");

    /// <summary>Free bytes on the volume's file system, for this user.</summary>
    public long FreeBytes => Guard("ask for the free space of", ".", () => new DriveInfo(_root).AvailableFreeSpace);

    private string IncomingDirectory => Path.Combine(_root, Own, "incoming");

    /// <summary>Deletes what a process that ended left half received. Answers how many files that were.</summary>
    public int ClearIncoming() => Guard("clear", $"{Own}/incoming", () =>
    {
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(IncomingDirectory))
        {
            File.Delete(file);
            count++;
        }

        return count;
    });

    /// <summary>Opens a new file that nobody else knows, with room for <paramref name="length"/> bytes.</summary>
    public IncomingFile CreateIncoming(long length)
    {
        var name = $"{Interlocked.Increment(ref _lastIncoming)}.part";
        var path = Path.Combine(IncomingDirectory, name);
        return Guard("make", $"{Own}/incoming/{name}", () => new IncomingFile(Create(path, length), path, $"{Own}/incoming/{name}"));
    }

    /// <summary>Gives a synced file its final name and makes the name durable.</summary>
    public void Place(IncomingFile file, string relativePath) => Guard("place", relativePath, () =>
    {
        var target = FullPath(relativePath);
        EnsureDirectory(Path.GetDirectoryName(target)!);
        file.MoveTo(target);
        try
        {
            DirectorySync.Flush(Path.GetDirectoryName(target)!);
        }
        catch (IOException)
        {
            // A file whose place may be lost in a power cut must not be used.
            File.Delete(target);
            throw;
        }
    });

    /// <summary>The size of a file in bytes; null when it does not exist.</summary>
    public long? SizeOf(string relativePath) => Guard("look at", relativePath, () =>
    {
        var file = new FileInfo(FullPath(relativePath));
        return file.Exists ? file.Length : (long?)null;
    });

    /// <summary>Opens a part for reading; null when it does not exist.</summary>
    public SafeFileHandle? OpenToRead(string relativePath) => Guard("open", relativePath, () =>
    {
        try
        {
            return File.OpenHandle(
                FullPath(relativePath), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Write | FileShare.Delete,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    });

    /// <summary>Writes a trailer after the contents of a placed part and syncs the file; false when the file is gone.</summary>
    public bool AppendTrailer(string relativePath, long contentsLength, ReadOnlySpan<byte> trailer)
    {
        try
        {
            using var handle = File.OpenHandle(FullPath(relativePath), FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            if (RandomAccess.GetLength(handle) < contentsLength)
                return false;
            RandomAccess.Write(handle, trailer, contentsLength);
            RandomAccess.SetLength(handle, contentsLength + trailer.Length);
            RandomAccess.FlushToDisk(handle);
            return true;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, "write and sync", relativePath);
        }
    }

    /// <summary>Deletes a file; nothing happens when it does not exist.</summary>
    public void Delete(string relativePath) => Guard("delete", relativePath, () =>
    {
        try
        {
            File.Delete(FullPath(relativePath));
        }
        catch (DirectoryNotFoundException)
        {
            // Gone with its directory: what was asked for.
        }
    });

    private string FullPath(string relativePath)
    {
        var full = Path.GetFullPath(Path.Combine(_root, relativePath));
        return full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new StoreException(Status.InternalError, "A part's path leads out of the volume.");
    }

    // A directory that exists may still be lost in a power cut when the process that made it ended before syncing its parent:
    // each one is synced once per process, and nobody passes before that.
    private void EnsureDirectory(string directory)
    {
        lock (_directories)
        {
            if (directory == _root || _syncedDirectories.Contains(directory))
                return;
            var parent = Path.GetDirectoryName(directory)!;
            EnsureDirectory(parent);
            Make(directory);
            DirectorySync.Flush(parent);
            if (_syncedDirectories.Count >= MaxRememberedDirectories)
                _syncedDirectories.Clear();
            _syncedDirectories.Add(directory);
        }
    }

    private static void Make(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, DirectoryMode);
    }

    private static FileStream Create(string path, long length)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
            PreallocationSize = length,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static void Guard(string step, string relativePath, Action work) => Guard(step, relativePath, () =>
    {
        work();
        return true;
    });

    private static T Guard<T>(string step, string relativePath, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, step, relativePath);
        }
    }
}

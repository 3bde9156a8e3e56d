using System.Globalization;
using System.IO.Hashing;
using DfsAspire.Protocol.Volume;

namespace DfsAspire.Node.Storage.Files;

/// <summary>The volume's files and what each step on them must sync. Calls block on the disk; paths are relative to the volume.</summary>
internal sealed class VolumeFiles
{
    private const string Own = ".dfs";
    private const string Incoming = $"{Own}/incoming";
    private const string DistrustMark = $"{Own}/catalog.distrusted";
    private const int MaxRememberedDirectories = 10_000;

    private readonly IDisk _disk;
    private readonly string _opening;
    private readonly SharedSyncs _syncs;
    private readonly Lock _directories = new();
    private readonly HashSet<string> _syncedDirectories = new(StringComparer.Ordinal);
    private long _removals;
    private long _lastIncoming;

    /// <summary>Makes the volume's own directories where they are missing.</summary>
    /// <param name="disk">Where they lie.</param>
    /// <param name="opening">How often this process had opened the volume before: the names of incoming files say so.</param>
    /// <exception cref="StoreException">They cannot be made (VolumeFailing, OutOfSpace).</exception>
    public VolumeFiles(IDisk disk, int opening)
    {
        _disk = disk;
        _opening = opening == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{opening}");
        _syncs = new SharedSyncs(disk.SyncDirectory);
        Guard("make the directory", Own, () =>
        {
            disk.MakeDirectory("");
            disk.MakeDirectory(Own);
            disk.MakeDirectory(Incoming);
            disk.SyncDirectory("");
            disk.SyncDirectory(Own);
        });
    }

    /// <summary>The catalog's name.</summary>
    public static string Catalog => $"{Own}/catalog.db";

    /// <summary>The name of the file that keeps the volume for one process.</summary>
    public static string Lock => $"{Own}/lock";

    /// <summary>Free bytes on the volume's file system, for this user.</summary>
    public long FreeBytes => Guard("ask for the free space of", ".", () => _disk.FreeBytes);

    /// <summary>Bytes of the volume's file system, used ones too.</summary>
    public long TotalBytes => Guard("ask for the size of", ".", () => _disk.TotalBytes);

    /// <summary>Where the beginning of a part lies that its sender may go on with. One of an earlier opening by this process is none: its sender may write to it still.</summary>
    public string PartialName(PartKey key) => $"{Incoming}/{key.Content}.{key.Part}.{FileNames.HashOf(key.User)}{_opening}";

    /// <summary>Deletes what a process that ended left half received, but for some files. Answers how many files that were.</summary>
    public int ClearIncoming(IReadOnlySet<string> but) => Guard("clear", Incoming, () =>
    {
        var files = IncomingFiles().Where(file => !but.Contains(file)).ToList();
        foreach (var file in files)
            _disk.Delete(file);
        return files.Count;
    });

    /// <summary>The files of parts that are on their way.</summary>
    public IReadOnlyList<string> IncomingFiles() => Guard("read the directory", Incoming, () => _disk.FilesIn(Incoming).Select(file => $"{Incoming}/{file}").ToList());

    /// <summary>Opens a new file for a part whose sender may be lost and go on later; what an earlier attempt left goes.</summary>
    public IncomingFile CreatePartial(PartKey key, long length)
    {
        var name = PartialName(key);
        return Guard("make", name, () =>
        {
            _disk.Delete(name);
            return new IncomingFile(_disk, _disk.Create(name, length), name);
        });
    }

    /// <summary>Opens the beginning of a part to go on with; null when it does not exist.</summary>
    public IDiskFile? OpenPartial(string name) => Guard("open", name, () => _disk.Open(name, forWriting: true));

    /// <summary>Goes on behind the first bytes of a file, whose hash is given; what lies beyond them is dropped.</summary>
    public IncomingFile GoOn(IDiskFile file, string name, XxHash128 hash, long length) => Guard("cut", name, () =>
    {
        file.Length = length;
        return new IncomingFile(_disk, file, name, hash, length);
    });

    /// <summary>Opens a new file that nobody else knows, with room for <paramref name="length"/> bytes.</summary>
    public IncomingFile CreateIncoming(long length)
    {
        var name = $"{Incoming}/{Interlocked.Increment(ref _lastIncoming)}{_opening}.part";
        return Guard("make", name, () => new IncomingFile(_disk, _disk.Create(name, length), name));
    }

    /// <summary>Gives a synced file its final name and makes the name durable.</summary>
    public void Place(IncomingFile file, string path) => Guard("place", path, () =>
    {
        var directory = DirectoryOf(path);
        MoveInto(directory, file, path);
        try
        {
            // It may have been removed and made again by somebody who has not synced its name yet. With the file in it, it stays.
            EnsureDirectory(directory);
            _syncs.Sync(directory);
        }
        catch (IOException)
        {
            // A file whose place may be lost in a power cut must not be used.
            _disk.Delete(path);
            throw;
        }
    });

    /// <summary>The size of a file in bytes; null when it does not exist.</summary>
    public long? SizeOf(string path) => Guard("look at", path, () => _disk.SizeOf(path));

    /// <summary>When a file was last written to; null when it does not exist.</summary>
    public DateTimeOffset? WrittenAt(string path) => Guard("look at", path, () => _disk.WrittenAt(path));

    /// <summary>Opens a part for reading; null when it does not exist.</summary>
    public IDiskFile? OpenToRead(string path) => Guard("open", path, () => _disk.Open(path, forWriting: false));

    /// <summary>Reads the trailer of a placed part; null when it is damaged, or the file does not exist.</summary>
    public PartTrailer? ReadTrailer(string path) => Guard("read", path, () =>
    {
        using var file = _disk.Open(path, forWriting: false);
        return file?.ReadTrailer();
    });

    /// <summary>Writes a trailer after the contents of a placed part and syncs the file; false when the file is gone.</summary>
    public bool AppendTrailer(string path, long contentsLength, ReadOnlySpan<byte> trailer)
    {
        try
        {
            using var file = _disk.Open(path, forWriting: true);
            if (file is null || file.Length < contentsLength)
                return false;
            file.Write(trailer, contentsLength);
            file.Length = contentsLength + trailer.Length;
            file.Sync();
            return true;
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, "write and sync", path);
        }
    }

    /// <summary>Deletes a file; nothing happens when it does not exist.</summary>
    public void Delete(string path) => Guard("delete", path, () => _disk.Delete(path));

    /// <summary>Removes directories in which nothing is any more. Now and then: removed with its last file, a directory would be made again and again.</summary>
    /// <param name="isUsers">Whether the directory of such a name in the volume is a user's. Others are not the node's.</param>
    public void RemoveEmptyDirectories(Predicate<string> isUsers)
    {
        var found = new List<string>();
        var waiting = new Stack<string>(UserDirectories().Where(name => isUsers(name)));
        while (waiting.TryPop(out var directory))
        {
            found.Add(directory);
            foreach (var inner in Look(directory, _disk.DirectoriesIn, static _ => { }))
                waiting.Push($"{directory}/{inner}");
        }

        // Inner ones were found after those that they lie in.
        for (var i = found.Count - 1; i >= 0; i--)
            Guard("remove", found[i], () => TryRemove(found[i]));
    }

    /// <summary>Gives a damaged catalog another name, so that a new one can be made; answers that name.</summary>
    public string SetCatalogAside(long now) => Guard("set aside", Catalog, () =>
    {
        var aside = $"{Own}/catalog.damaged-{now}.db";
        foreach (var end in (string[])["-wal", ""])
            if (_disk.SizeOf(Catalog + end) is not null)
                _disk.Move(Catalog + end, aside + end);
        _disk.Delete($"{Catalog}-shm");
        _disk.Delete(DistrustMark);
        _disk.SyncDirectory(Own);
        return aside;
    });

    /// <summary>Whether the catalog was found damaged and has not been begun anew since, be it by an earlier process.</summary>
    public bool IsCatalogDistrusted => Guard("look at", DistrustMark, () => _disk.SizeOf(DistrustMark) is not null);

    /// <summary>Keeps for every later process that the catalog was found damaged.</summary>
    public void DistrustCatalog() => Guard("make", DistrustMark, () =>
    {
        if (_disk.SizeOf(DistrustMark) is null)
            _disk.Create(DistrustMark, 0).Dispose();
        _disk.SyncDirectory(Own);
    });

    /// <summary>The catalog was begun anew, or nothing wrong is found in it any more.</summary>
    public void TrustCatalog() => Guard("delete", DistrustMark, () =>
    {
        if (_disk.SizeOf(DistrustMark) is null)
            return;
        _disk.Delete(DistrustMark);
        _disk.SyncDirectory(Own);
    });

    /// <summary>All files of the volume but its own, whether the catalog knows them or not.</summary>
    /// <param name="unreadable">Told of directories that the disk does not give back, which are passed over then; null when that is a fault.</param>
    public IEnumerable<string> AllParts(Action<StoreException>? unreadable = null)
    {
        var waiting = new Stack<string>(UserDirectories());
        while (waiting.TryPop(out var directory))
        {
            foreach (var inner in Look(directory, _disk.DirectoriesIn, unreadable))
                waiting.Push($"{directory}/{inner}");
            foreach (var file in Look(directory, _disk.FilesIn, unreadable))
                yield return $"{directory}/{file}";
        }
    }

    // What the node may not look into is not its own: the lost+found of a file system, for instance.
    private static IReadOnlyList<string> Look(string directory, Func<string, IReadOnlyList<string>> look, Action<StoreException>? unreadable)
    {
        try
        {
            return Guard("read the directory", directory, () => look(directory));
        }
        catch (StoreException fault) when (fault.InnerException is DirectoryNotFoundException)
        {
            // Removed since its name was read.
            return [];
        }
        catch (StoreException fault) when (unreadable is not null || fault.InnerException is UnauthorizedAccessException)
        {
            unreadable?.Invoke(fault);
            return [];
        }
    }

    private static string DirectoryOf(string path) => path.LastIndexOf('/') is var end and > 0 ? path[..end] : "";

    private IEnumerable<string> UserDirectories() => Guard("read the directory", "", () => _disk.DirectoriesIn("")).Where(name => name != Own);

    // A directory may be removed between being made and being used, for it is empty then.
    private void MoveInto(string directory, IncomingFile file, string path)
    {
        while (true)
        {
            var removals = Removals;
            try
            {
                EnsureDirectory(directory);
                file.MoveTo(path);
                return;
            }
            catch (Exception fault) when (fault is DirectoryNotFoundException or FileNotFoundException && removals != Removals)
            {
            }
        }
    }

    // A directory that exists may still be lost in a power cut when the process that made it ended before syncing its parent:
    // each one is synced once per process, and nobody passes before that.
    private void EnsureDirectory(string directory)
    {
        lock (_directories)
        {
            if (directory.Length == 0 || _syncedDirectories.Contains(directory))
                return;
            var parent = DirectoryOf(directory);
            EnsureDirectory(parent);
            _disk.MakeDirectory(directory);
            _disk.SyncDirectory(parent);
            if (_syncedDirectories.Count >= MaxRememberedDirectories)
                _syncedDirectories.Clear();
            _syncedDirectories.Add(directory);
        }
    }

    // Waits for a removal that is under way: it is counted when the directory is gone already.
    private long Removals
    {
        get
        {
            lock (_directories)
                return _removals;
        }
    }

    private bool TryRemove(string directory)
    {
        lock (_directories)
        {
            if (!_disk.RemoveDirectory(directory))
                return false;
            _syncedDirectories.Remove(directory);
            _removals++;
            return true;
        }
    }

    private static void Guard(string step, string path, Action work) => Guard(step, path, () =>
    {
        work();
        return true;
    });

    private static T Guard<T>(string step, string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, step, path);
        }
    }
}

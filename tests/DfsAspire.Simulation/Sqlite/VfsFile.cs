using DfsAspire.Simulation.Disk;

namespace DfsAspire.Simulation.Sqlite;

/// <summary>One file that SQLite has open. One without a name lies on no disk: what is in it concerns nobody later.</summary>
internal sealed class VfsFile
{
    private const int CreateFlag = 0x4;
    private const int DeleteOnCloseFlag = 0x8;
    private const int MainJournal = 0x800;
    private const int Wal = 0x80000;

    private readonly SimDisk? _disk;
    private readonly SimFile _file;
    private readonly string _name;
    private readonly bool _isTemporary;
    private bool _mustSyncName;

    private VfsFile(SimDisk? disk, SimFile file, string name, bool isTemporary, bool mustSyncName)
    {
        (_disk, _file, _name, _isTemporary, _mustSyncName) = (disk, file, name, isTemporary, mustSyncName);
        Shared = SharedFile.Of(file);
    }

    /// <summary>What all who have the file open share.</summary>
    public SharedFile Shared { get; }

    /// <summary>The lock that this one holds on the file.</summary>
    public int Locked { get; set; }

    /// <summary>The locks that this one holds on the shared memory: a bit each.</summary>
    public int ShmShared { get; set; }

    public int ShmExclusive { get; set; }

    public bool HasShm { get; set; }

    public long Length => _file.Length;

    /// <summary>Opens a file, and makes it where the flags say so; null when it is not there.</summary>
    public static VfsFile? Open(string? fullName, int flags)
    {
        if (fullName is null)
            return new VfsFile(null, new SimFile(), "", isTemporary: true, mustSyncName: false);
        if (SimDisk.Find(fullName) is not var (disk, name))
            return null;
        disk.ThrowIfDead();
        var isNew = false;
        if (disk.FindFile(name) is null)
        {
            if ((flags & CreateFlag) == 0)
                return null;
            disk.Create(name, 0).Dispose();
            isNew = true;
        }

        // As on Unix: the name of a journal becomes durable with the journal's first sync.
        return new VfsFile(disk, disk.FindFile(name)!, name, (flags & DeleteOnCloseFlag) != 0, isNew && (flags & (MainJournal | Wal)) != 0);
    }

    public static string DirectoryOf(string name) => name.LastIndexOf('/') is var end and > 0 ? name[..end] : "";

    public int Read(Span<byte> destination, long position)
    {
        _disk?.ThrowIfDead();
        return _file.Read(destination, position);
    }

    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        if (_disk is null)
            _file.Write(bytes, position);
        else
            _disk.Write(_file, _name, bytes, position);
    }

    public void SetLength(long length)
    {
        if (_disk is null)
            _file.SetLength(length);
        else
            _disk.SetLength(_file, _name, length);
    }

    public void Sync()
    {
        if (_disk is null)
            return;
        _disk.Sync(_file, _name);
        if (_mustSyncName)
            _disk.SyncDirectory(DirectoryOf(_name));
        _mustSyncName = false;
    }

    public void Close()
    {
        Shared.Release(this);
        if (_isTemporary && _disk is { IsDead: false })
            _disk.Delete(_name);
    }
}

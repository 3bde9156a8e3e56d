using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DfsAspire.Simulation.Disk;

namespace DfsAspire.Simulation.Sqlite;

/// <summary>The locks on one file, and the memory that its users share (https://www.sqlite.org/walformat.html).</summary>
internal sealed unsafe class SharedFile
{
    public const int ShmUnlock = 1;
    public const int ShmSharedFlag = 4;

    private const int SharedLock = 1;
    private const int ReservedLock = 2;
    private const int ExclusiveLock = 4;

    private static readonly ConditionalWeakTable<SimFile, SharedFile> All = [];

    private readonly List<VfsFile> _lockedBy = [];
    private readonly List<VfsFile> _shmUsers = [];
    private readonly List<nint> _regions = [];

    public static SharedFile Of(SimFile file) => All.GetValue(file, _ => new SharedFile());

    /// <summary>True when somebody means to write.</summary>
    public bool IsReserved => _lockedBy.Exists(user => user.Locked >= ReservedLock);

    public int Lock(VfsFile user, int level)
    {
        if (user.Locked >= level)
            return Codes.Ok;
        var others = _lockedBy.Where(other => other != user).ToList();
        var isFree = level switch
        {
            SharedLock => !others.Exists(other => other.Locked > ReservedLock),
            ExclusiveLock => others.Count == 0,
            _ => !others.Exists(other => other.Locked >= ReservedLock),
        };
        if (!isFree)
            return Codes.Busy;
        if (user.Locked == 0)
            _lockedBy.Add(user);
        user.Locked = level;
        return Codes.Ok;
    }

    public int Unlock(VfsFile user, int level)
    {
        user.Locked = Math.Min(user.Locked, level);
        if (user.Locked == 0)
            _lockedBy.Remove(user);
        return Codes.Ok;
    }

    public int LockShm(VfsFile user, int offset, int count, int flags)
    {
        var mask = ((1 << count) - 1) << offset;
        if ((flags & ShmUnlock) != 0)
        {
            user.ShmShared &= ~mask;
            user.ShmExclusive &= ~mask;
            return Codes.Ok;
        }

        var isShared = (flags & ShmSharedFlag) != 0;
        foreach (var other in _shmUsers)
        {
            if (other != user && ((other.ShmExclusive & mask) != 0 || (!isShared && (other.ShmShared & mask) != 0)))
                return Codes.Busy;
        }

        if (isShared)
            user.ShmShared |= mask;
        else
            user.ShmExclusive |= mask;
        return Codes.Ok;
    }

    public void* Region(VfsFile user, int index, int size, bool mayExtend)
    {
        if (!user.HasShm)
            _shmUsers.Add(user);
        user.HasShm = true;
        if (index >= _regions.Count && !mayExtend)
            return null;
        while (_regions.Count <= index)
            _regions.Add((nint)NativeMemory.AllocZeroed((nuint)size));
        return (void*)_regions[index];
    }

    public void Unmap(VfsFile user)
    {
        if (!user.HasShm)
            return;
        user.HasShm = false;
        user.ShmShared = user.ShmExclusive = 0;
        _shmUsers.Remove(user);
        if (_shmUsers.Count > 0)
            return;
        foreach (var region in _regions)
            NativeMemory.Free((void*)region);
        _regions.Clear();
    }

    public void Release(VfsFile user)
    {
        Unlock(user, 0);
        Unmap(user);
    }
}

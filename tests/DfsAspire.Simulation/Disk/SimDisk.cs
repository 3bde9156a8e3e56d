using DfsAspire.Node.Storage.Files;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Disk;

/// <summary>
/// The disk below one life of one node. It ends with a power cut, before or within any step that changes something; what is left
/// is another disk. Whoever still holds this one then meets errors only.
/// </summary>
internal sealed class SimDisk : IDisk
{
    private const int NoSpace = 28;
    private const int InputOutput = 5;
    private const long Capacity = 1L << 30;

    private static readonly Dictionary<string, SimDisk> Disks = new(StringComparer.Ordinal);
    private static int _lastNumber;

    private readonly Chance _chance;
    private readonly SimDirectory _root;
    private readonly string _prefix;
    private bool _isLocked;

    public SimDisk(SimDirectory root, Chance chance)
    {
        (_root, _chance) = (root, chance);
        _prefix = FormattableString.Invariant($"/sim/{Interlocked.Increment(ref _lastNumber)}/");
        lock (Disks)
            Disks.Add(_prefix, this);
    }

    /// <summary>Steps so far: all that changes files or names, and all syncs.</summary>
    public long Steps { get; private set; }

    /// <summary>The step within which the power goes out.</summary>
    public long PowerCutAt { get; set; } = long.MaxValue;

    /// <summary>Decides what goes wrong with a step; null for nothing.</summary>
    public Func<DiskStep, Mishap>? Mishaps { get; set; }

    /// <summary>Decides, by a file's name and the position, whether the disk does not give back what the node reads there; null when it gives everything. SQLite is spared.</summary>
    public Func<string, long, bool>? Unreadable { get; set; }

    /// <summary>A disk that says it has synced, and has not.</summary>
    public bool LiesAboutSyncs { get; set; }

    /// <summary>Told of the power cut, with what is left of the disk.</summary>
    public Action<SimDirectory>? WentOut { get; set; }

    /// <summary>Told of every step.</summary>
    public Action<DiskStep, string>? Stepped { get; set; }

    public bool IsDead { get; private set; }

    public long FreeBytes => Capacity;

    public long TotalBytes => Capacity;

    /// <summary>Finds the disk that SQLite means by a full name.</summary>
    public static (SimDisk Disk, string Name)? Find(string fullName)
    {
        var end = fullName.IndexOf('/', "/sim/".Length) + 1;
        lock (Disks)
            return Disks.TryGetValue(fullName[..end], out var disk) ? (disk, fullName[end..]) : null;
    }

    /// <summary>Cuts the power now.</summary>
    public void CutPower()
    {
        if (IsDead)
            return;
        IsDead = true;
        WentOut?.Invoke(_root.AfterPowerCut(_chance, (Survival)_chance.Below(4)));
    }

    /// <summary>Takes the disk away from a program that has ended in good order.</summary>
    public SimDirectory Remove()
    {
        IsDead = true;
        return _root.Copy();
    }

    /// <summary>Lets go of the disk's name, when nobody will ask for it again.</summary>
    public void Forget()
    {
        lock (Disks)
            Disks.Remove(_prefix);
    }

    public string FullPath(string name) => _prefix + name;

    public void MakeDirectory(string name)
    {
        if (name.Length == 0 || Lookup(name) is SimDirectory)
            return;
        var (parent, own) = Parent(name);
        Step(DiskStep.MakeDirectory, name, () => parent.Set(own, new SimDirectory()));
    }

    public bool RemoveDirectory(string name)
    {
        if (Lookup(name) is not SimDirectory { Names.Count: 0 })
            return false;
        var (parent, own) = Parent(name);
        try
        {
            Step(DiskStep.RemoveDirectory, name, () => parent.Remove(own));
            return true;
        }
        catch (IOException) when (!IsDead)
        {
            return false;
        }
    }

    public void SyncDirectory(string name)
    {
        var directory = Lookup(name) as SimDirectory ?? throw new DirectoryNotFoundException(name);
        Step(DiskStep.SyncDirectory, name, () =>
        {
            if (!LiesAboutSyncs)
                directory.Sync();
        });
    }

    public IReadOnlyList<string> FilesIn(string directory) =>
        [.. (Lookup(directory) as SimDirectory ?? throw new DirectoryNotFoundException(directory)).Names.Where(pair => pair.Value is SimFile).Select(pair => pair.Key)];

    public IReadOnlyList<string> DirectoriesIn(string directory) =>
        [.. (Lookup(directory) as SimDirectory ?? throw new DirectoryNotFoundException(directory)).Names.Where(pair => pair.Value is SimDirectory).Select(pair => pair.Key)];

    public IDiskFile Create(string name, long length)
    {
        var (parent, own) = Parent(name);
        if (parent.Names.ContainsKey(own))
            throw new IOException($"{name} exists.");
        var file = new SimFile();
        Step(DiskStep.Create, name, () => parent.Set(own, file));
        return new SimDiskFile(this, file, name);
    }

    public IDiskFile? Open(string name, bool forWriting)
    {
        ThrowIfDead();
        return FindFile(name) is { } file ? new SimDiskFile(this, file, name) : null;
    }

    public long? SizeOf(string name)
    {
        ThrowIfDead();
        return FindFile(name)?.Length;
    }

    // Nothing here grows old enough for anybody to ask.
    public DateTimeOffset? WrittenAt(string name)
    {
        ThrowIfDead();
        return FindFile(name) is null ? null : DateTimeOffset.MaxValue;
    }

    public void Move(string from, string to)
    {
        var (source, oldName) = Parent(from);
        var (target, newName) = Parent(to);
        if (!source.Names.TryGetValue(oldName, out var file))
            throw new FileNotFoundException(from);
        Step(DiskStep.Rename, to, () =>
        {
            target.Set(newName, file);
            source.Remove(oldName);
        });
    }

    public void Delete(string name)
    {
        if (FindFile(name) is null)
            return;
        var (parent, own) = Parent(name);
        Step(DiskStep.Delete, name, () => parent.Remove(own));
    }

    public IDisposable? Lock(string name)
    {
        ThrowIfDead();
        if (_isLocked)
            return null;
        _isLocked = true;
        return new Held(this);
    }

    public SimFile? FindFile(string name) => Lookup(name) as SimFile;

    /// <summary>All part files, for those who want to damage one.</summary>
    public IReadOnlyList<SimFile> PartFiles() =>
        [.. _root.Names.Where(pair => pair.Key != ".dfs").Select(pair => pair.Value).OfType<SimDirectory>().SelectMany(FilesBelow)];

    public int Read(SimFile file, string name, Span<byte> destination, long position)
    {
        ThrowIfDead();
        if (Unreadable?.Invoke(name, position) == true)
            throw new IOException($"Input/output error at {name}.", InputOutput);
        return file.Read(destination, position);
    }

    public void Write(SimFile file, string name, ReadOnlySpan<byte> bytes, long position)
    {
        var copy = bytes.ToArray();
        Step(DiskStep.Write, name, () => file.Write(copy, position), written => file.Write(copy.AsSpan(0, written), position), copy.Length);
    }

    public void SetLength(SimFile file, string name, long length)
    {
        if (file.Length != length)
            Step(DiskStep.SetLength, name, () => file.SetLength(length));
    }

    public void Sync(SimFile file, string name) => Step(DiskStep.Sync, name, () =>
    {
        if (!LiesAboutSyncs)
            file.Sync();
    }, _ => file.FailSync(_chance), 1);

    public void ThrowIfDead()
    {
        if (IsDead)
            throw new IOException("The power is out.", InputOutput);
    }

    private static IEnumerable<SimFile> FilesBelow(SimDirectory directory) => directory.Names.Values.SelectMany(
        target => target is SimFile file ? [file] : FilesBelow((SimDirectory)target));

    private void Step(DiskStep step, string name, Action whole, Action<int>? inPart = null, int size = 0)
    {
        ThrowIfDead();
        Steps++;
        Stepped?.Invoke(step, name);
        if (Steps >= PowerCutAt)
        {
            // What was being written is one more change that was not synced; a sync that did not end has done nothing for certain.
            if (step is not (DiskStep.Sync or DiskStep.SyncDirectory))
                whole();
            CutPower();
            ThrowIfDead();
        }

        switch (Mishaps?.Invoke(step) ?? Mishap.None)
        {
            case Mishap.NoSpace:
                inPart?.Invoke(_chance.Below(size + 1));
                throw new IOException($"No space left for {name}.", NoSpace);
            case Mishap.Failure:
                inPart?.Invoke(_chance.Below(size + 1));
                throw new IOException($"Input/output error at {name}.", InputOutput);
            default:
                whole();
                break;
        }
    }

    private object? Lookup(string name)
    {
        ThrowIfDead();
        object? at = _root;
        foreach (var part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at is not SimDirectory directory || !directory.Names.TryGetValue(part, out at))
                return null;
        }

        return at;
    }

    private (SimDirectory Directory, string Name) Parent(string name)
    {
        var end = name.LastIndexOf('/');
        var parent = end < 0 ? "" : name[..end];
        return Lookup(parent) is SimDirectory directory ? (directory, name[(end + 1)..]) : throw new DirectoryNotFoundException(parent);
    }

    private sealed class Held(SimDisk disk) : IDisposable
    {
        public void Dispose() => disk._isLocked = false;
    }
}

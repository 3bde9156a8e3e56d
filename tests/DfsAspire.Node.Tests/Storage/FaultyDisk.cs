using DfsAspire.Node.Storage.Files;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>A real directory with faults that a test picks.</summary>
internal sealed class FaultyDisk(string directory) : IDisk
{
    private readonly LocalDisk _disk = new(directory);

    /// <summary>What the disk says that it has left; null for the truth.</summary>
    public long? Free { get; set; }

    /// <summary>Called with the name of each file before it is opened; may throw what a disk throws.</summary>
    public Action<string> Opening { get; set; } = static _ => { };

    /// <summary>Called with the name of a file, a position and how many bytes are wanted from there on, before they are read; may throw what a disk throws.</summary>
    public Action<string, long, int> Reading { get; set; } = static (_, _, _) => { };

    /// <summary>Called with the name of each file before it is synced; may throw what a disk throws.</summary>
    public Action<string> Syncing { get; set; } = static _ => { };

    /// <summary>A directory that cannot be looked into.</summary>
    public string? Forbidden { get; set; }

    public long FreeBytes => Free ?? _disk.FreeBytes;

    public long TotalBytes => _disk.TotalBytes;

    public string FullPath(string name) => _disk.FullPath(name);

    public void MakeDirectory(string name) => _disk.MakeDirectory(name);

    public bool RemoveDirectory(string name) => _disk.RemoveDirectory(name);

    public void SyncDirectory(string name) => _disk.SyncDirectory(name);

    public IReadOnlyList<string> FilesIn(string directory) => _disk.FilesIn(Allowed(directory));

    public IReadOnlyList<string> DirectoriesIn(string directory) => _disk.DirectoriesIn(Allowed(directory));

    public IDiskFile Create(string name, long length) => new FaultyFile(this, _disk.Create(name, length), name);

    public IDiskFile? Open(string name, bool forWriting)
    {
        Opening(name);
        return _disk.Open(name, forWriting) is { } file ? new FaultyFile(this, file, name) : null;
    }

    public long? SizeOf(string name) => _disk.SizeOf(name);

    public DateTimeOffset? WrittenAt(string name) => _disk.WrittenAt(name);

    public void Move(string from, string to) => _disk.Move(from, to);

    public void Delete(string name) => _disk.Delete(name);

    public IDisposable? Lock(string name) => _disk.Lock(name);

    private sealed class FaultyFile(FaultyDisk disk, IDiskFile file, string name) : IDiskFile
    {
        public long Length
        {
            get => file.Length;
            set => file.Length = value;
        }

        public ValueTask<int> ReadAsync(Memory<byte> buffer, long position, CancellationToken cancellationToken)
        {
            disk.Reading(name, position, buffer.Length);
            return file.ReadAsync(buffer, position, cancellationToken);
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long position, CancellationToken cancellationToken) => file.WriteAsync(bytes, position, cancellationToken);

        public int Read(Span<byte> buffer, long position)
        {
            disk.Reading(name, position, buffer.Length);
            return file.Read(buffer, position);
        }

        public void Write(ReadOnlySpan<byte> bytes, long position) => file.Write(bytes, position);

        public void Sync()
        {
            disk.Syncing(name);
            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }

    private string Allowed(string directory) =>
        directory == Forbidden ? throw new UnauthorizedAccessException($"Access to '{directory}' is denied.") : directory;
}

using DfsAspire.Client.Store;

namespace DfsAspire.Client.Recovery;

/// <summary>A volume's directory, which is read and never written. As long as it is open no node starts on it.</summary>
internal sealed class VolumeDirectory : IDisposable
{
    private const string Own = ".dfs";

    // Links are not followed: a volume has none, and what one led to would be no part of it.
    private static readonly EnumerationOptions Listing = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    private readonly FileStream? _lock;

    private VolumeDirectory(string path, FileStream? held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <summary>Opens a volume.</summary>
    /// <exception cref="DfsException">There is no such directory, or a node runs on it.</exception>
    public static VolumeDirectory Open(string path)
    {
        if (!Directory.Exists(path))
            throw new DfsException(DfsFault.NotFound, $"There is no directory {path}. Name the directories of the volumes that are left.");
        try
        {
            var file = System.IO.Path.Combine(path, Own, "lock");
            return new VolumeDirectory(path, File.Exists(file) ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read) : null);
        }
        catch (UnauthorizedAccessException)
        {
            // Who may not open the lock may still read the parts, from a backup made by another user, say.
            return new VolumeDirectory(path, null);
        }
        catch (IOException inUse)
        {
            throw new DfsException(
                DfsFault.Conflict, $"The volume {path} is in use by a node. Stop the node first, or fetch the files from the running store.", inUse);
        }
    }

    /// <summary>The catalog, and those that a node has set aside because they were damaged.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public IReadOnlyList<string> Catalogs()
    {
        var own = System.IO.Path.Combine(Path, Own);
        return Directory.Exists(own)
            ? [.. Directory.GetFiles(own, "catalog.db"), .. Directory.GetFiles(own, "catalog.damaged-*.db")]
            : [];
    }

    /// <summary>All files but the node's own, wherever they lie and whatever they are called.</summary>
    public IEnumerable<string> Files(Action<string> note)
    {
        var waiting = new Stack<string>([Path]);
        while (waiting.TryPop(out var directory))
        {
            string[] files = [];
            try
            {
                foreach (var inner in Directory.GetDirectories(directory, "*", Listing))
                    if (directory != Path || System.IO.Path.GetFileName(inner) != Own)
                        waiting.Push(inner);
                files = Directory.GetFiles(directory, "*", Listing);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                note($"{directory} cannot be read: {fault.Message}");
            }

            foreach (var file in files)
                yield return file;
        }
    }

    public void Dispose() => _lock?.Dispose();
}

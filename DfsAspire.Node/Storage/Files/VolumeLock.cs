using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage.Files;

/// <summary>Keeps a volume for one process: <c>.dfs/lock</c>, held open. The system lets go of it however the process ends.</summary>
internal sealed class VolumeLock : IDisposable
{
    private readonly FileStream _file;

    private VolumeLock(FileStream file) => _file = file;

    /// <summary>Takes the volume.</summary>
    /// <exception cref="StoreException">Another process has it (Busy).</exception>
    public static VolumeLock Take(string path, string volume)
    {
        try
        {
            return new VolumeLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException fault) when (File.Exists(path))
        {
            throw new StoreException(
                Status.Busy, $"The volume '{volume}' is in use by another process. Stop that node first, or give this one a directory of its own.", fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

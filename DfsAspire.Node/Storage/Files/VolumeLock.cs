using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage.Files;

/// <summary>Keeps a volume for one process: <c>.dfs/lock</c>, held open.</summary>
internal static class VolumeLock
{
    /// <summary>Takes the volume.</summary>
    /// <exception cref="StoreException">Another process has it (Busy), or the file cannot be made (VolumeFailing, OutOfSpace).</exception>
    public static IDisposable Take(IDisk disk, string name, string volume)
    {
        try
        {
            return disk.Lock(name) ?? throw new StoreException(
                Status.Busy, $"The volume '{volume}' is in use by another process. Stop that node first, or give this one a directory of its own.");
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, "make and lock", name);
        }
    }
}

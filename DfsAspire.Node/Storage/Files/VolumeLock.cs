using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage.Files;

/// <summary>Keeps a volume for one process: <c>.dfs/lock</c>, held open. The system lets go of it however the process ends.</summary>
internal sealed class VolumeLock : IDisposable
{
    // What the system says when another process has the file: EWOULDBLOCK, or ERROR_SHARING_VIOLATION.
    private const int TakenLinux = 11;
    private const int TakenMac = 35;
    private const int TakenWindows = unchecked((int)0x80070020);

    private readonly FileStream _file;

    private VolumeLock(FileStream file) => _file = file;

    /// <summary>Takes the volume.</summary>
    /// <exception cref="StoreException">Another process has it (Busy), or the file cannot be made (VolumeFailing, OutOfSpace).</exception>
    public static VolumeLock Take(string path, string volume)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new VolumeLock(new FileStream(path, options));
        }
        catch (IOException fault) when (fault.HResult is TakenLinux or TakenMac or TakenWindows)
        {
            throw new StoreException(
                Status.Busy, $"The volume '{volume}' is in use by another process. Stop that node first, or give this one a directory of its own.", fault);
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, "make and lock", ".dfs/lock");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

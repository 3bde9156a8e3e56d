using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Transfer;

/// <summary>An input that cannot be read twice, kept in a private temporary file that is gone with the handle, and with the process however it ends.</summary>
internal sealed class Spool : IDisposable
{
    private readonly FileStream _file;

    private Spool(FileStream file) => _file = file;

    public SafeFileHandle Handle => _file.SafeFileHandle;

    public static async Task<Spool> FillAsync(Stream content, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None),
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = Path.Combine(Path.GetTempPath(), $"dfs-spool-{Guid.NewGuid():N}");
        var file = new FileStream(path, options);
        try
        {
            // A process that is killed closes its handles and deletes nothing: the name goes first, the bytes with the last handle.
            if (!OperatingSystem.IsWindows())
                File.Delete(path);
            await content.CopyToAsync(file, 256 * 1024, cancellationToken);
            await file.FlushAsync(cancellationToken);
            return new Spool(file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();
}

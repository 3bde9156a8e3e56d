using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Transfer;

/// <summary>An input that cannot be read twice, kept in a private temporary file that is gone with the handle.</summary>
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
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"dfs-spool-{Guid.NewGuid():N}"), options);
        try
        {
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

using System.Text;
using DfsAspire.Client.Shell.Configuration;

namespace DfsAspire.Client.Gateway;

/// <summary>The <c>dfs.conf</c> through which the command line finds the running store. It holds passwords: only its owner may read it.</summary>
internal static class ConnectionFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the file in one step: a reader finds the old one or the new one, whole, and never one that others can read.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    /// <exception cref="ConfigurationException">A password does not fit the format.</exception>
    public static async Task WriteAsync(string file, StoreConfiguration configuration, CancellationToken cancellationToken)
    {
        var text = ConfigurationText.Format(configuration, "Written by the worker of a running DfsAspire store, anew with every start.");
        var full = Path.GetFullPath(file);
        CreateDirectory(Path.GetDirectoryName(full)!);
        var fresh = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            await WriteSyncedAsync(fresh, text, cancellationToken);
            File.Move(fresh, full, overwrite: true);
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
    }

    private static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static async Task WriteSyncedAsync(string file, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        await using var stream = new FileStream(file, options);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        stream.Flush(flushToDisk: true);
    }
}

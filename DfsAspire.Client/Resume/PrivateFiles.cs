namespace DfsAspire.Client.Resume;

/// <summary>Files and directories that only their owner may read.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void MakeDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
    }

    public static FileStream Open(string file, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode is not FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(file, options);
    }

    /// <summary>Writes a file in one step: whoever reads it finds the old one or the new one, whole.</summary>
    public static void Replace(string file, ReadOnlySpan<byte> bytes)
    {
        var fresh = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = Open(fresh, FileMode.CreateNew, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(fresh, file, overwrite: true);
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
    }
}

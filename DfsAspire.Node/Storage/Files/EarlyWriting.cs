using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Node.Storage.Files;

/// <summary>
/// Has the system begin to write to the disk what it would otherwise keep in memory until the file is synced: a large part is then on its way while its
/// rest is still being received, and its sync finds little left to do. It promises nothing; what counts is the sync. Linux only
/// (<c>sync_file_range(2)</c>), and of no consequence elsewhere.
/// </summary>
internal static partial class EarlyWriting
{
    /// <summary>How many bytes are begun with at a time: enough for any disk to write in one go.</summary>
    public const int Bytes = 8 * 1024 * 1024;

    private const uint Begin = 2;

    /// <summary>Begins with a range that was written before.</summary>
    public static void Start(SafeFileHandle file, long position, long length)
    {
        // A file system that knows no such thing says so, and syncs the file all the same when it is asked to.
        if (OperatingSystem.IsLinux())
            _ = SyncFileRange(file, position, length, Begin);
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);
}

using System.Runtime.InteropServices;

namespace DfsAspire.Client.Transfer;

/// <summary>Tells devices and pipes, which are written to, from files, which are replaced.</summary>
internal static partial class SpecialFile
{
    // statx(2): one layout on every Linux, unlike stat's.
    private const int CurrentDirectory = -100;
    private const uint TypeOnly = 1;
    private const int BufferBytes = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xf000;
    private const int RegularFile = 0x8000;

    /// <summary>True when something lies at the path, links followed, that is neither a file nor a folder. Known on Linux only.</summary>
    public static bool IsAt(string path)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(path))
            return false;
        var buffer = new byte[BufferBytes];
        return Statx(CurrentDirectory, path, 0, TypeOnly, buffer) == 0
            && (BitConverter.ToUInt16(buffer, ModeOffset) & TypeMask) != RegularFile;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte[] buffer);
}

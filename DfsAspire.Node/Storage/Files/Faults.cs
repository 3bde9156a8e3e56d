using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage.Files;

/// <summary>Turns what the file system says into what a reply says.</summary>
internal static class Faults
{
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int NoSpace = 28;
    private const int QuotaLinux = 122;
    private const int QuotaMac = 69;
    private const int NoMemory = 12;
    private const int TooManyFilesOfAll = 23;
    private const int TooManyFiles = 24;
    private const int TakenLinux = 11;
    private const int TakenMac = 35;
    private const int WindowsTooManyFiles = unchecked((int)0x80070004);
    private const int WindowsNoMemory = unchecked((int)0x80070008);
    private const int WindowsTaken = unchecked((int)0x80070020);
    private const int WindowsNoResources = unchecked((int)0x800705AA);

    /// <summary>True for everything that a file system call may throw because of the file system.</summary>
    public static bool IsFileFault(Exception fault) => fault is IOException or UnauthorizedAccessException;

    /// <summary>
    /// True when a file could not be read for a reason that is not its own: no descriptor or no memory was left, or another program kept the file to itself.
    /// It says nothing about what is in it.
    /// </summary>
    public static bool IsPassing(Exception? fault) => fault is IOException
        && (OperatingSystem.IsWindows()
            ? fault.HResult is WindowsTooManyFiles or WindowsNoMemory or WindowsTaken or WindowsNoResources
            : fault.HResult is NoMemory or TooManyFilesOfAll or TooManyFiles || fault.HResult == (OperatingSystem.IsMacOS() ? TakenMac : TakenLinux));

    /// <summary>The exception to throw: which step failed, at which path of the volume, and what the system said.</summary>
    public static StoreException Translate(Exception fault, string step, string relativePath) => IsNoSpace(fault)
        ? new StoreException(Status.OutOfSpace, $"The volume is full: cannot {step} {relativePath}. Free some space on it.", fault)
        : new StoreException(
            Status.VolumeFailing, $"The volume fails: cannot {step} {relativePath} ({Said(fault)}). Check the disk and its permissions.", fault);

    /// <summary>What the system said, in few words. Its own text names absolute paths of the machine, which are nobody else's business.</summary>
    public static string Said(Exception fault) => fault is UnauthorizedAccessException ? "access denied" : $"{fault.GetType().Name} {fault.HResult}";

    private static bool IsNoSpace(Exception fault) => fault is IOException
        && (OperatingSystem.IsWindows()
            ? fault.HResult is WindowsDiskFull or WindowsHandleDiskFull
            : fault.HResult == NoSpace || fault.HResult == (OperatingSystem.IsMacOS() ? QuotaMac : QuotaLinux));
}

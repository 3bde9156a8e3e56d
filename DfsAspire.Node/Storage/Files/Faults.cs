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

    /// <summary>True for everything that a file system call may throw because of the file system.</summary>
    public static bool IsFileFault(Exception fault) => fault is IOException or UnauthorizedAccessException;

    /// <summary>The exception to throw: which step failed, at which path of the volume, and what the system said.</summary>
    public static StoreException Translate(Exception fault, string step, string relativePath) => IsNoSpace(fault)
        ? new StoreException(Status.OutOfSpace, $"The volume is full: cannot {step} {relativePath}. Free some space on it.", fault)
        : new StoreException(
            Status.VolumeFailing, $"The volume fails: cannot {step} {relativePath} ({Said(fault)}). Check the disk and its permissions.", fault);

    private static bool IsNoSpace(Exception fault) => fault is IOException
        && (OperatingSystem.IsWindows()
            ? fault.HResult is WindowsDiskFull or WindowsHandleDiskFull
            : fault.HResult == NoSpace || fault.HResult == (OperatingSystem.IsMacOS() ? QuotaMac : QuotaLinux));

    // The system's own text names absolute paths of the machine, which are nobody else's business.
    private static string Said(Exception fault) => fault is UnauthorizedAccessException ? "access denied" : $"{fault.GetType().Name} {fault.HResult}";
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DfsAspire.Simulation.Disk;

namespace DfsAspire.Simulation.Sqlite;

/// <summary>
/// Puts SQLite on simulated disks, as its default file system (https://www.sqlite.org/c3ref/vfs.html). A database's full name says
/// on which disk it lies. Time stands still for SQLite, and its random numbers follow from the seed.
/// </summary>
internal static unsafe partial class SqliteVfs
{
    private const int MaxName = 1024;
    // Noon of 2030-01-01 as a Julian day in milliseconds.
    private const long JulianNow = 212_761_339_200_000;

    private static ulong _randomState;

    /// <summary>Makes it the file system of all connections that are opened from here on.</summary>
    public static void Install()
    {
        var vfs = (Vfs*)NativeMemory.AllocZeroed((nuint)sizeof(Vfs));
        vfs->Version = 2;
        vfs->FileBytes = sizeof(OpenFile);
        vfs->MaxName = MaxName;
        vfs->Name = (byte*)Marshal.StringToCoTaskMemUTF8("simulation");
        vfs->Open = &Open;
        vfs->Delete = &Delete;
        vfs->Access = &Access;
        vfs->FullPathname = &FullPathname;
        vfs->Randomness = &Randomness;
        vfs->Sleep = &Sleep;
        vfs->CurrentTime = &CurrentTime;
        vfs->GetLastError = &GetLastError;
        vfs->CurrentTimeInt64 = &CurrentTimeInt64;
        if (Register(vfs, 1) != Codes.Ok)
            throw new InvalidOperationException("SQLite does not take the simulated file system.");
    }

    /// <summary>Starts SQLite's random numbers anew.</summary>
    public static void Seed(int seed)
    {
        _randomState = (ulong)seed;
        DrawRandom(0, null);
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    private static partial int Register(Vfs* vfs, int makeDefault);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_randomness")]
    private static partial void DrawRandom(int count, void* into);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* vfs, byte* name, OpenFile* file, int flags, int* outFlags)
    {
        file->Methods = null;
        try
        {
            if (VfsFile.Open(NameOf(name), flags) is not { } opened)
                return Codes.CannotOpen;
            file->Handle = GCHandle.ToIntPtr(GCHandle.Alloc(opened));
            file->Methods = VfsMethods.Table;
            if (outFlags is not null)
                *outFlags = flags;
            return Codes.Ok;
        }
        catch (Exception fault)
        {
            return Codes.Of(fault, Codes.CannotOpen);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(Vfs* vfs, byte* name, int syncsDirectory)
    {
        try
        {
            if (SimDisk.Find(NameOf(name)!) is not var (disk, own) || disk.FindFile(own) is null)
                return Codes.NothingToDelete;
            disk.Delete(own);
            if (syncsDirectory != 0)
                disk.SyncDirectory(VfsFile.DirectoryOf(own));
            return Codes.Ok;
        }
        catch (Exception fault)
        {
            return Codes.Of(fault, Codes.DeleteFailed);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Access(Vfs* vfs, byte* name, int flags, int* result)
    {
        try
        {
            // As on Unix: an empty file is none, when it is asked whether there is one.
            *result = SimDisk.Find(NameOf(name)!) is var (disk, own) && disk.FindFile(own) is { } file && (flags != 0 || file.Length > 0) ? 1 : 0;
            return Codes.Ok;
        }
        catch (Exception fault)
        {
            return Codes.Of(fault, Codes.AccessFailed);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FullPathname(Vfs* vfs, byte* name, int size, byte* full)
    {
        var bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
        if (bytes.Length + 1 > size)
            return Codes.CannotOpen;
        bytes.CopyTo(new Span<byte>(full, size));
        full[bytes.Length] = 0;
        return Codes.Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Randomness(Vfs* vfs, int count, byte* into)
    {
        var chance = new Engine.Chance(_randomState);
        for (var i = 0; i < count; i++)
            into[i] = (byte)chance.Next();
        return count;
    }

    // Nobody may wait for a lock: all work on a catalog is done before other work on it begins.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sleep(Vfs* vfs, int microseconds) => throw new InvalidOperationException("SQLite waits for a lock, on a thread that nobody else can use.");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CurrentTime(Vfs* vfs, double* now)
    {
        *now = JulianNow / 86_400_000.0;
        return Codes.Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CurrentTimeInt64(Vfs* vfs, long* now)
    {
        *now = JulianNow;
        return Codes.Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetLastError(Vfs* vfs, int size, byte* text) => 0;

    private static string? NameOf(byte* name) => name is null ? null : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
}

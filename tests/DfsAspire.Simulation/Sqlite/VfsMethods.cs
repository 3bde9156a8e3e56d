using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DfsAspire.Simulation.Sqlite;

/// <summary>What SQLite does with an open file.</summary>
internal static unsafe class VfsMethods
{
    private const int SectorBytes = 4096;
    // What SQLite assumes of every disk by itself: a torn write harms no byte beside it.
    private const int PowersafeOverwrite = 0x1000;

    public static IoMethods* Table { get; } = Make();

    private static IoMethods* Make()
    {
        var table = (IoMethods*)NativeMemory.AllocZeroed((nuint)sizeof(IoMethods));
        table->Version = 2;
        table->Close = &Close;
        table->Read = &Read;
        table->Write = &Write;
        table->Truncate = &Truncate;
        table->Sync = &Sync;
        table->FileSize = &FileSize;
        table->Lock = &Lock;
        table->Unlock = &Unlock;
        table->CheckReservedLock = &CheckReservedLock;
        table->FileControl = &FileControl;
        table->SectorSize = &SectorSize;
        table->DeviceCharacteristics = &DeviceCharacteristics;
        table->ShmMap = &ShmMap;
        table->ShmLock = &ShmLock;
        table->ShmBarrier = &ShmBarrier;
        table->ShmUnmap = &ShmUnmap;
        return table;
    }

    private static VfsFile FileOf(OpenFile* file) => (VfsFile)GCHandle.FromIntPtr(file->Handle).Target!;

    private static int Guard(OpenFile* file, Func<VfsFile, int> work, int otherwise)
    {
        try
        {
            return work(FileOf(file));
        }
        catch (Exception fault)
        {
            return Codes.Of(fault, otherwise);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(OpenFile* file)
    {
        var code = Guard(file, static opened =>
        {
            opened.Close();
            return Codes.Ok;
        }, Codes.Ok);
        GCHandle.FromIntPtr(file->Handle).Free();
        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(OpenFile* file, byte* into, int count, long position) => Guard(file, opened =>
    {
        var read = opened.Read(new Span<byte>(into, count), position);
        new Span<byte>(into + read, count - read).Clear();
        return read == count ? Codes.Ok : Codes.ShortRead;
    }, Codes.ReadFailed);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(OpenFile* file, byte* from, int count, long position) => Guard(file, opened =>
    {
        opened.Write(new ReadOnlySpan<byte>(from, count), position);
        return Codes.Ok;
    }, Codes.WriteFailed);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(OpenFile* file, long length) => Guard(file, opened =>
    {
        opened.SetLength(length);
        return Codes.Ok;
    }, Codes.TruncateFailed);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(OpenFile* file, int flags) => Guard(file, static opened =>
    {
        opened.Sync();
        return Codes.Ok;
    }, Codes.SyncFailed);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(OpenFile* file, long* size) => Guard(file, opened =>
    {
        *size = opened.Length;
        return Codes.Ok;
    }, Codes.SizeFailed);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(OpenFile* file, int level) => FileOf(file) is var opened ? opened.Shared.Lock(opened, level) : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unlock(OpenFile* file, int level) => FileOf(file) is var opened ? opened.Shared.Unlock(opened, level) : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(OpenFile* file, int* result)
    {
        *result = FileOf(file).Shared.IsReserved ? 1 : 0;
        return Codes.Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(OpenFile* file, int operation, void* argument) => Codes.NotFound;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(OpenFile* file) => SectorBytes;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceCharacteristics(OpenFile* file) => PowersafeOverwrite;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmMap(OpenFile* file, int region, int size, int mayExtend, void** memory)
    {
        var opened = FileOf(file);
        *memory = opened.Shared.Region(opened, region, size, mayExtend != 0);
        return Codes.Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmLock(OpenFile* file, int offset, int count, int flags) =>
        FileOf(file) is var opened ? opened.Shared.LockShm(opened, offset, count, flags) : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ShmBarrier(OpenFile* file) => Thread.MemoryBarrier();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmUnmap(OpenFile* file, int deletes)
    {
        var opened = FileOf(file);
        opened.Shared.Unmap(opened);
        return Codes.Ok;
    }
}

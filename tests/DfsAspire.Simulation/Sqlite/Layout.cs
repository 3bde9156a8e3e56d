using System.Runtime.InteropServices;

namespace DfsAspire.Simulation.Sqlite;

/// <summary><c>sqlite3_vfs</c>, version 2.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Vfs
{
    public int Version;
    public int FileBytes;
    public int MaxName;
    public Vfs* Next;
    public byte* Name;
    public void* AppData;
    public delegate* unmanaged[Cdecl]<Vfs*, byte*, OpenFile*, int, int*, int> Open;
    public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
    public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int*, int> Access;
    public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, byte*, int> FullPathname;
    public void* DlOpen;
    public void* DlError;
    public void* DlSym;
    public void* DlClose;
    public delegate* unmanaged[Cdecl]<Vfs*, int, byte*, int> Randomness;
    public delegate* unmanaged[Cdecl]<Vfs*, int, int> Sleep;
    public delegate* unmanaged[Cdecl]<Vfs*, double*, int> CurrentTime;
    public delegate* unmanaged[Cdecl]<Vfs*, int, byte*, int> GetLastError;
    public delegate* unmanaged[Cdecl]<Vfs*, long*, int> CurrentTimeInt64;
}

/// <summary><c>sqlite3_file</c>, and behind it which file of ours it is.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OpenFile
{
    public IoMethods* Methods;
    public nint Handle;
}

/// <summary><c>sqlite3_io_methods</c>, version 2.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoMethods
{
    public int Version;
    public delegate* unmanaged[Cdecl]<OpenFile*, int> Close;
    public delegate* unmanaged[Cdecl]<OpenFile*, byte*, int, long, int> Read;
    public delegate* unmanaged[Cdecl]<OpenFile*, byte*, int, long, int> Write;
    public delegate* unmanaged[Cdecl]<OpenFile*, long, int> Truncate;
    public delegate* unmanaged[Cdecl]<OpenFile*, int, int> Sync;
    public delegate* unmanaged[Cdecl]<OpenFile*, long*, int> FileSize;
    public delegate* unmanaged[Cdecl]<OpenFile*, int, int> Lock;
    public delegate* unmanaged[Cdecl]<OpenFile*, int, int> Unlock;
    public delegate* unmanaged[Cdecl]<OpenFile*, int*, int> CheckReservedLock;
    public delegate* unmanaged[Cdecl]<OpenFile*, int, void*, int> FileControl;
    public delegate* unmanaged[Cdecl]<OpenFile*, int> SectorSize;
    public delegate* unmanaged[Cdecl]<OpenFile*, int> DeviceCharacteristics;
    public delegate* unmanaged[Cdecl]<OpenFile*, int, int, int, void**, int> ShmMap;
    public delegate* unmanaged[Cdecl]<OpenFile*, int, int, int, int> ShmLock;
    public delegate* unmanaged[Cdecl]<OpenFile*, void> ShmBarrier;
    public delegate* unmanaged[Cdecl]<OpenFile*, int, int> ShmUnmap;
}

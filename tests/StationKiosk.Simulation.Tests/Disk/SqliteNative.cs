using System.Runtime.InteropServices;

namespace StationKiosk.Simulation.Tests.Disk;

/// <summary>What of SQLite's C interface a virtual file system needs (https://sqlite.org/c3ref/vfs.html).</summary>
internal static unsafe partial class SqliteNative
{
    public const int Ok = 0, IoError = 10, Full = 13;

    /// <summary><c>SQLITE_IOERR_CORRUPTFS</c>, what SQLite makes of EIO in a read; of most of them it then says <c>SQLITE_CORRUPT</c>.</summary>
    public const int IoErrorCorruptFs = IoError | (33 << 8);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    public static partial Vfs* Find(byte* name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    public static partial int Register(Vfs* vfs, int makeDefault);

    /// <summary>sqlite3_vfs, version 3. What is not overridden is copied from the file system below.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Vfs
    {
        public int Version;
        public int FileSize;
        public int PathMax;
        public Vfs* Next;
        public byte* Name;
        public void* AppData;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, void*, int, int*, int> Open;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
        public nint Access, FullPathname, DlOpen, DlError, DlSym, DlClose, Randomness, Sleep, CurrentTime, GetLastError, CurrentTimeInt64, SetCall, GetCall, NextCall;
    }

    /// <summary>sqlite3_file.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct NativeFile
    {
        public Methods* Methods;
    }

    /// <summary>sqlite3_io_methods, version 2: with shared memory, without memory-mapped reading.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Methods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<void*, int> Close;
        public delegate* unmanaged[Cdecl]<void*, byte*, int, long, int> Read;
        public delegate* unmanaged[Cdecl]<void*, byte*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<void*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<void*, int, int> Sync;
        public delegate* unmanaged[Cdecl]<void*, long*, int> FileSize;
        public delegate* unmanaged[Cdecl]<void*, int, int> Lock;
        public delegate* unmanaged[Cdecl]<void*, int, int> Unlock;
        public delegate* unmanaged[Cdecl]<void*, int*, int> CheckReservedLock;
        public delegate* unmanaged[Cdecl]<void*, int, void*, int> FileControl;
        public delegate* unmanaged[Cdecl]<void*, int> SectorSize;
        public delegate* unmanaged[Cdecl]<void*, int> DeviceCharacteristics;
        public delegate* unmanaged[Cdecl]<void*, int, int, int, void**, int> ShmMap;
        public delegate* unmanaged[Cdecl]<void*, int, int, int, int> ShmLock;
        public delegate* unmanaged[Cdecl]<void*, void> ShmBarrier;
        public delegate* unmanaged[Cdecl]<void*, int, int> ShmUnmap;
    }
}

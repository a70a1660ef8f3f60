using System.Runtime.InteropServices;

namespace StationKiosk.Office.Storage.Pages;

/// <summary>SQLite's <c>sqlite3_file</c> (sqlite.org/c3ref/file.html): the methods, and behind them what is the VFS's own.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteFile
{
    public FileMethods* Methods;
}

/// <summary>
/// SQLite's <c>sqlite3_io_methods</c> (sqlite.org/c3ref/io_methods.html) to version 2: without memory-mapped reading, which would pass the stamps by. Those that stay the operating system's have no type here.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FileMethods
{
    public int Version;
    public delegate* unmanaged<SqliteFile*, int> Close;
    public delegate* unmanaged<SqliteFile*, byte*, int, long, int> Read;
    public delegate* unmanaged<SqliteFile*, byte*, int, long, int> Write;
    public nint Truncate;
    public nint Sync;
    public delegate* unmanaged<SqliteFile*, long*, int> FileSize;
    public nint Lock;
    public nint Unlock;
    public nint CheckReservedLock;
    public nint FileControl;
    public nint SectorSize;
    public delegate* unmanaged<SqliteFile*, int> DeviceCharacteristics;
    public nint ShmMap;
    public nint ShmLock;
    public nint ShmBarrier;
    public nint ShmUnmap;
}

/// <summary>SQLite's <c>sqlite3_vfs</c> (sqlite.org/c3ref/vfs.html); all but opening stays the operating system's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteVfs
{
    public int Version;
    public int FileBytes;
    public int PathMax;
    public SqliteVfs* Next;
    public byte* Name;
    public nint AppData;
    public delegate* unmanaged<SqliteVfs*, byte*, SqliteFile*, int, int*, int> Open;
    public nint Delete;
    public nint Access;
    public nint FullPathname;
    public nint LibraryOpen;
    public nint LibraryError;
    public nint LibrarySymbol;
    public nint LibraryClose;
    public nint Randomness;
    public nint Sleep;
    public nint CurrentTime;
    public nint GetLastError;
    public nint CurrentTimeInt64;
    public nint SetSystemCall;
    public nint GetSystemCall;
    public nint NextSystemCall;
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static StationKiosk.Simulation.Tests.Disk.SqliteNative;

namespace StationKiosk.Simulation.Tests.Disk;

/// <summary>
/// SQLite's default file system of this process, with a <see cref="SimDisk"/> between SQLite and the real files of each folder that was mounted.
/// Files elsewhere pass through untouched. Nothing of the programs under test knows of it.
/// </summary>
internal static unsafe class SimVfs
{
    private static readonly ConcurrentDictionary<string, SimDisk> Mounted = new(StringComparer.Ordinal);
    private static readonly Vfs* Below = Find(null);
    private static readonly Methods* Ours = MakeMethods();
    private static readonly Vfs* Registered = MakeVfs();

    /// <summary>Puts a disk under every SQLite file in a folder.</summary>
    public static void Mount(SimDisk disk) => Mounted[Registered is null ? throw new InvalidOperationException("SQLite took no file system") : disk.Folder] = disk;

    public static void Unmount(SimDisk disk) => Mounted.TryRemove(disk.Folder, out _);

    private static Vfs* MakeVfs()
    {
        var vfs = (Vfs*)NativeMemory.Alloc((nuint)sizeof(Vfs));
        *vfs = *Below;
        vfs->FileSize = sizeof(OpenFile) + Below->FileSize;
        vfs->Next = null;
        vfs->Name = (byte*)Marshal.StringToCoTaskMemUTF8("simulated");
        vfs->Open = &Open;
        vfs->Delete = &Delete;
        return Register(vfs, makeDefault: 1) == Ok ? vfs : null;
    }

    private static Methods* MakeMethods()
    {
        var methods = (Methods*)NativeMemory.AllocZeroed((nuint)sizeof(Methods));
        *methods = new Methods
        {
            Version = 2,
            Close = &Close,
            Read = &Read,
            Write = &Write,
            Truncate = &Truncate,
            Sync = &Sync,
            FileSize = &FileSize,
            Lock = &Lock,
            Unlock = &Unlock,
            CheckReservedLock = &CheckReservedLock,
            FileControl = &FileControl,
            SectorSize = &SectorSize,
            DeviceCharacteristics = &DeviceCharacteristics,
            ShmMap = &ShmMap,
            ShmLock = &ShmLock,
            ShmBarrier = &ShmBarrier,
            ShmUnmap = &ShmUnmap,
        };
        return methods;
    }

    /// <summary>What SQLite sees as its file: our head, and behind it the file of the file system below.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenFile
    {
        public Methods* Methods;
        public nint Handle;
    }

    /// <summary>A file on a mounted disk.</summary>
    private sealed record OnDisk(SimDisk Disk, SimFile File);

    private static NativeFile* Real(void* file) => (NativeFile*)((OpenFile*)file + 1);

    private static OnDisk? Of(void* file) => ((OpenFile*)file)->Handle is var handle and not 0 ? (OnDisk)GCHandle.FromIntPtr(handle).Target! : null;

    private static SimDisk? DiskOf(string path) => Mounted.GetValueOrDefault(Path.GetDirectoryName(path) ?? "");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* vfs, byte* name, void* file, int flags, int* outFlags)
    {
        var open = (OpenFile*)file;
        *open = default;
        int result = Below->Open(Below, name, Real(file), flags, outFlags);
        if (result == Ok)
        {
            string path = Marshal.PtrToStringUTF8((nint)name) ?? "";
            open->Methods = Ours;
            open->Handle = DiskOf(path) is { } disk ? GCHandle.ToIntPtr(GCHandle.Alloc(new OnDisk(disk, disk.FileAt(path)))) : 0;
        }

        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(Vfs* vfs, byte* name, int syncFolder)
    {
        string path = Marshal.PtrToStringUTF8((nint)name)!;
        return DiskOf(path)?.Delete(path) is { } failed and not Ok ? failed : Below->Delete(Below, name, syncFolder);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(void* file)
    {
        var open = (OpenFile*)file;
        if (open->Handle != 0)
        {
            GCHandle.FromIntPtr(open->Handle).Free();
        }

        return Real(file)->Methods->Close(Real(file));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(void* file, byte* bytes, int count, long offset) =>
        Of(file)?.Disk.Read() is { } failed and not Ok ? failed : Real(file)->Methods->Read(Real(file), bytes, count, offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(void* file, byte* bytes, int count, long offset)
    {
        if (Of(file) is not { } on)
        {
            return Real(file)->Methods->Write(Real(file), bytes, count, offset);
        }

        if (on.Disk.MayWrite() is var failed and not Ok)
        {
            return failed;
        }

        long size = 0;
        Real(file)->Methods->FileSize(Real(file), &size);
        byte[] before = new byte[Math.Clamp(size - offset, 0, count)];
        fixed (byte* old = before)
        {
            Real(file)->Methods->Read(Real(file), old, before.Length, offset);
        }

        on.Disk.Written(on.File, offset, size, before, new ReadOnlySpan<byte>(bytes, count));
        return Real(file)->Methods->Write(Real(file), bytes, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(void* file, long size) =>
        Of(file)?.Disk.MayWrite() is { } failed and not Ok ? failed : Real(file)->Methods->Truncate(Real(file), size);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(void* file, int flags) => Of(file) is { } on ? on.Disk.Sync(on.File) : Real(file)->Methods->Sync(Real(file), flags);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(void* file, long* size) => Real(file)->Methods->FileSize(Real(file), size);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(void* file, int level) => Real(file)->Methods->Lock(Real(file), level);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unlock(void* file, int level) => Real(file)->Methods->Unlock(Real(file), level);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(void* file, int* result) => Real(file)->Methods->CheckReservedLock(Real(file), result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(void* file, int operation, void* argument) => Real(file)->Methods->FileControl(Real(file), operation, argument);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(void* file) => Real(file)->Methods->SectorSize(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceCharacteristics(void* file) => Real(file)->Methods->DeviceCharacteristics(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmMap(void* file, int page, int size, int extend, void** at) => Real(file)->Methods->ShmMap(Real(file), page, size, extend, at);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmLock(void* file, int offset, int count, int flags) => Real(file)->Methods->ShmLock(Real(file), offset, count, flags);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ShmBarrier(void* file) => Real(file)->Methods->ShmBarrier(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmUnmap(void* file, int delete) => Real(file)->Methods->ShmUnmap(Real(file), delete);
}

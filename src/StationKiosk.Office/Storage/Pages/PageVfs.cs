using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace StationKiosk.Office.Storage.Pages;

/// <summary>
/// A SQLite VFS between SQLite and the operating system, as SQLite's own <c>cksumvfs</c> (sqlite.org/cksumvfs.html), which no package brings: every page of the store is stamped as it is
/// written (<see cref="PageStamp"/>) and verified as it is read. A page with one flipped bit is mended, one with more is not read at all (<c>SQLITE_IOERR_DATA</c>). On the disk the file
/// begins with <see cref="Magic"/>, for a program without this VFS would write pages without stamps: it says "not a database" instead.
/// </summary>
internal static unsafe partial class PageVfs
{
    /// <summary>The VFS's name.</summary>
    public const string Name = "station-office";

    /// <summary>SQLite's extended result code of a page that cannot be read.</summary>
    public const int DamagedPage = 10 | (32 << 8);

    private const string Library = "e_sqlite3";

    /// <summary>A page may be read while another process writes it: it is read so often before it is taken for damaged.</summary>
    private const int ReadsMax = 4;

    private const int Ok = 0, OpenMainDatabase = 0x100, SubpageRead = 0x8000, ReserveBytes = 38, FilePointer = 7, MethodsVersion = 2;

    private static readonly SqliteVfs* System = Register();

    /// <summary>How a store begins.</summary>
    public static ReadOnlySpan<byte> Magic => "StationOffice 1\0"u8;

    /// <summary>How any SQLite file begins.</summary>
    public static ReadOnlySpan<byte> PlainMagic => "SQLite format 3\0"u8;

    /// <summary>Makes the VFS known to SQLite.</summary>
    public static void Use() => ArgumentNullException.ThrowIfNull(System);

    /// <summary>Leaves room for stamps in a file that is to be written: before anything is in it, or before a VACUUM.</summary>
    public static void LeaveRoom(SqliteConnection connection)
    {
        int bytes = PageStamp.Bytes;
        _ = FileControl(connection.Handle!.DangerousGetHandle(), "main", ReserveBytes, &bytes);
    }

    /// <summary>Reads pages from number <paramref name="first"/> on as they lie on the disk, so that faults are found before anybody needs them; returns how many there were.</summary>
    public static int Verify(SqliteConnection connection, long first, int count)
    {
        SqliteFile* file;
        long size;
        byte* page = stackalloc byte[PageStamp.PageBytes];
        if (FileControl(connection.Handle!.DangerousGetHandle(), "main", FilePointer, &file) != Ok || file->Methods->FileSize(file, &size) != Ok)
        {
            return 0;
        }

        int read = 0;
        for (long offset = (first - 1) * PageStamp.PageBytes; read < count && offset + PageStamp.PageBytes <= size; offset += PageStamp.PageBytes)
        {
            // Pages that SQLite made room for and never wrote are zero.
            if (Of(file)->System->Read(file, page, PageStamp.PageBytes, offset) == Ok && new Span<byte>(page, PageStamp.PageBytes).ContainsAnyExcept((byte)0))
            {
                _ = file->Methods->Read(file, page, PageStamp.PageBytes, offset);
            }

            read++;
        }

        return read;
    }

    private static SqliteVfs* Register()
    {
        SQLitePCL.Batteries_V2.Init();
        var system = Find(null);
        var vfs = (SqliteVfs*)NativeMemory.Alloc((nuint)sizeof(SqliteVfs));
        *vfs = *system;
        vfs->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
        vfs->Open = &Open;
        _ = Register(vfs, makeDefault: 0);
        return system;
    }

    private static Methods* Of(SqliteFile* file) => (Methods*)file->Methods;

    [UnmanagedCallersOnly]
    private static int Open(SqliteVfs* vfs, byte* name, SqliteFile* file, int flags, int* outFlags)
    {
        int result = System->Open(System, name, file, flags, outFlags);
        if (result != Ok || (flags & OpenMainDatabase) == 0)
        {
            return result;
        }

        var methods = (Methods*)NativeMemory.Alloc((nuint)sizeof(Methods));
        methods->Ours = *file->Methods;
        methods->Ours.Version = Math.Min(methods->Ours.Version, MethodsVersion);
        methods->Ours.Close = &Close;
        methods->Ours.Read = &Read;
        methods->Ours.Write = &Write;
        methods->Ours.DeviceCharacteristics = &DeviceCharacteristics;
        methods->System = file->Methods;
        methods->Faults = GCHandle.ToIntPtr(GCHandle.Alloc(PageFaults.Of(Marshal.PtrToStringUTF8((nint)name) ?? "")));
        file->Methods = &methods->Ours;
        return Ok;
    }

    [UnmanagedCallersOnly]
    private static int Close(SqliteFile* file)
    {
        var methods = Of(file);
        file->Methods = methods->System;
        int result = methods->System->Close(file);
        GCHandle.FromIntPtr(methods->Faults).Free();
        NativeMemory.Free(methods);
        return result;
    }

    [UnmanagedCallersOnly]
    private static int Read(SqliteFile* file, byte* to, int amount, long offset)
    {
        if (amount != PageStamp.PageBytes)
        {
            return Peek(file, to, amount, offset);
        }

        var page = new Span<byte>(to, amount);
        int result = Of(file)->System->Read(file, to, amount, offset);
        if (result == Ok && !PageStamp.Holds(page, offset))
        {
            result = ReadAgain(file, page, offset);
        }

        Unseal(page, offset);
        return result;
    }

    /// <summary>The page that does not hold once more, and mended if it can be.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadAgain(SqliteFile* file, Span<byte> page, long offset)
    {
        var faults = (PageFaults)GCHandle.FromIntPtr(Of(file)->Faults).Target!;
        fixed (byte* to = page)
        {
            for (int i = 1; i < ReadsMax; i++)
            {
                Thread.Yield();
                if (Of(file)->System->Read(file, to, page.Length, offset) is var result && (result != Ok || PageStamp.Holds(page, offset)))
                {
                    return result;
                }
            }

            if (faults.IsDamaged(offset) || !PageStamp.TryMend(page, offset))
            {
                faults.Damage(offset);
                return DamagedPage;
            }

            // Fails where the file is open for reading alone: then the next writer that comes by does it.
            _ = Of(file)->System->Write(file, to, page.Length, offset);
            faults.Mend();
            faults.Sound(offset);
            return Ok;
        }
    }

    /// <summary>
    /// SQLite looks at parts of the first page before it reads all of it. A power cut may leave that page torn while the log holds it whole, so that no stamp is asked for here; what is
    /// mended by one bit is.
    /// </summary>
    private static int Peek(SqliteFile* file, byte* to, int amount, long offset)
    {
        byte* whole = stackalloc byte[PageStamp.PageBytes];
        var page = new Span<byte>(whole, PageStamp.PageBytes);
        if (offset + amount > PageStamp.PageBytes || Of(file)->System->Read(file, whole, PageStamp.PageBytes, 0) != Ok)
        {
            return Of(file)->System->Read(file, to, amount, offset);
        }

        _ = PageStamp.Holds(page, 0) || PageStamp.TryMend(page, 0);
        Unseal(page, 0);
        page.Slice((int)offset, amount).CopyTo(new Span<byte>(to, amount));
        return Ok;
    }

    [UnmanagedCallersOnly]
    private static int Write(SqliteFile* file, byte* from, int amount, long offset)
    {
        if (amount != PageStamp.PageBytes)
        {
            return Of(file)->System->Write(file, from, amount, offset);
        }

        // SQLite's own copy of the page is left as it is.
        byte* stamped = stackalloc byte[PageStamp.PageBytes];
        var page = new Span<byte>(stamped, PageStamp.PageBytes);
        new ReadOnlySpan<byte>(from, amount).CopyTo(page);
        if (offset == 0)
        {
            Magic.CopyTo(page);
        }

        PageStamp.Set(page, offset);
        var faults = (PageFaults)GCHandle.FromIntPtr(Of(file)->Faults).Target!;
        faults.Sound(offset);
        return Of(file)->System->Write(file, stamped, amount, offset);
    }

    [UnmanagedCallersOnly]
    private static int DeviceCharacteristics(SqliteFile* file) => Of(file)->System->DeviceCharacteristics(file) & ~SubpageRead;

    private static void Unseal(Span<byte> page, long offset)
    {
        if (offset == 0 && page.StartsWith(Magic))
        {
            PlainMagic.CopyTo(page);
        }
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_find", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SqliteVfs* Find(string? name);

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_register")]
    private static partial int Register(SqliteVfs* vfs, int makeDefault);

    [LibraryImport(Library, EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint database, string schema, int operation, void* argument);

    /// <summary>One open file's: ours come first, for SQLite takes them for its own.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Methods
    {
        public FileMethods Ours;
        public FileMethods* System;
        public nint Faults;
    }
}

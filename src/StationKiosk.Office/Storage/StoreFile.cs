using System.Numerics;
using Microsoft.Data.Sqlite;
using StationKiosk.Office.Storage.Pages;

namespace StationKiosk.Office.Storage;

/// <summary>The store's file: stamped page by page, or a plain SQLite file, as copies and the stores of earlier programs are, which is taken in when it is opened.</summary>
internal static class StoreFile
{
    /// <summary>A plain file is copied into one beside it, which then takes its place.</summary>
    private const string PartSuffix = ".part";

    private const string SystemVfs = "unix";

    /// <summary>How to open it.</summary>
    public static string Address(string path, SqliteOpenMode mode, bool pooling) => Address(path, PageVfs.Name, mode, pooling);

    /// <summary>Takes a plain file in. Interrupted, it leaves the plain file as it was.</summary>
    /// <exception cref="StoreUnavailableException">It begins like no SQLite file.</exception>
    public static void Prepare(string path)
    {
        PageVfs.Use();
        switch (KindOf(path))
        {
            case Kind.Plain:
                TakeIn(path);
                break;
            case Kind.Unknown:
                throw new StoreUnavailableException($"store {path}: it is not a StationKiosk store. Check Store:Path, or put a copy of the store in its place.");
        }
    }

    /// <summary>Writes a plain SQLite file with all that a connection to a store sees.</summary>
    public static void CopyPlain(SqliteConnection from, string path) => VacuumInto(from, path, SystemVfs);

    private enum Kind
    {
        None,
        Stamped,
        Plain,
        Unknown,
    }

    private static Kind KindOf(string path)
    {
        byte[] start = new byte[PageVfs.Magic.Length];
        try
        {
            using var file = File.OpenRead(path);
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) switch
            {
                // Nothing, or a power cut when it was made: SQLite's journal beside it knows.
                _ when !start.AsSpan().ContainsAnyExcept((byte)0) => Kind.None,
                _ when BitsBetween(start, PageVfs.Magic) <= 1 => Kind.Stamped,
                _ when start.AsSpan().SequenceEqual(PageVfs.PlainMagic) => Kind.Plain,
                _ => Kind.Unknown,
            };
        }
        catch (FileNotFoundException)
        {
            return Kind.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"store {path}: {e.Message} Check that it is a file that may be read and written.", e);
        }
    }

    private static void TakeIn(string path)
    {
        string part = path + PartSuffix;
        File.Delete(part);
        using (var plain = new SqliteConnection(Address(path, SystemVfs, SqliteOpenMode.ReadWrite, pooling: false)))
        {
            plain.Open();
            Run(plain, "PRAGMA locking_mode = EXCLUSIVE");
            PageVfs.LeaveRoom(plain);
            VacuumInto(plain, part, PageVfs.Name);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Flushed when it returns, which SQLite does not do by itself.</summary>
    private static void VacuumInto(SqliteConnection from, string path, string vfs)
    {
        Run(from, $"VACUUM INTO '{Uri(path, vfs).Replace("'", "''", StringComparison.Ordinal)}'");
        try
        {
            using var whole = new FileStream(path, FileMode.Open);
            whole.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"{path} cannot be flushed: {e.Message} Free or repair the disk; nothing already stored is lost.", e);
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static int BitsBetween(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        int bits = 0;
        for (int i = 0; i < one.Length; i++)
        {
            bits += BitOperations.PopCount((uint)(one[i] ^ other[i]));
        }

        return bits;
    }

    private static string Address(string path, string vfs, SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = Uri(path, vfs),
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = OfficeStore.BusySeconds,
    }.ToString();

    /// <summary>As sqlite.org/uri.html wants it.</summary>
    private static string Uri(string path, string vfs) =>
        $"file:{Path.GetFullPath(path).Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal)}?vfs={vfs}";
}

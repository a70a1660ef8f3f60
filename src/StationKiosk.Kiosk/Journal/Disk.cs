using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StationKiosk.Kiosk.Journal;

/// <summary>What .NET has no word for: flushing a file's data without its times, and flushing a folder.</summary>
internal static partial class Disk
{
    private const int ReadOnlyFolder = 0x90000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC on x86-64
    private const int ReadOnlyFolderArm = 0x84000; // the same on 64-bit ARM

    /// <summary>Returns when what was written is on the disk, as far as the disk tells the truth: fdatasync(2).</summary>
    /// <exception cref="IOException">It is not.</exception>
    public static void Flush(SafeFileHandle file)
    {
        if (FDataSync(file) != 0)
        {
            throw Failed("a flush");
        }
    }

    /// <summary>Makes new, renamed and deleted names of a folder last.</summary>
    /// <exception cref="IOException">It could not.</exception>
    public static void FlushFolder(string folder)
    {
        using var handle = Open(folder, RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? ReadOnlyFolderArm : ReadOnlyFolder);
        if (handle.IsInvalid || FSync(handle) != 0)
        {
            throw Failed($"a flush of folder {folder}");
        }
    }

    private static IOException Failed(string what) => new($"{what} failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}

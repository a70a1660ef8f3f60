using System.ComponentModel;
using System.Runtime.InteropServices;

namespace StationKiosk.Kiosk.Journal;

/// <summary>Where the tail's segments lie: files, or what simulates a disk for them.</summary>
public interface ITailDisk
{
    /// <summary>Makes a segment of zeros, flushed; nothing is left of one that could not be made.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    ITailFile Create(string path, int bytes);

    /// <summary>Opens a segment to erase parts of it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    ITailFile Open(string path);
}

/// <summary>One segment, open.</summary>
public interface ITailFile : IDisposable
{
    /// <summary>Writes.</summary>
    /// <exception cref="IOException">The disk takes no more, or fails.</exception>
    void Write(long at, ReadOnlySpan<byte> bytes);

    /// <summary>Returns when what was written is on the disk, as far as the disk tells the truth.</summary>
    /// <exception cref="IOException">It is not.</exception>
    void Flush();
}

/// <summary>Segments that are files.</summary>
internal sealed class TailDisk : ITailDisk
{
    /// <summary>The one there is.</summary>
    public static readonly TailDisk Files = new();

    private TailDisk()
    {
    }

    /// <inheritdoc/>
    public ITailFile Create(string path, int bytes)
    {
        var segment = new TailFile(path, FileMode.CreateNew);
        try
        {
            // Written out, not only reserved: a flush of bytes that are there already has no length and no extent to write besides.
            segment.Write(0, new byte[bytes]);
            segment.Flush();
            return segment;
        }
        catch
        {
            segment.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <inheritdoc/>
    public ITailFile Open(string path) => new TailFile(path, FileMode.Open);

    private sealed class TailFile(string path, FileMode mode) : ITailFile
    {
        private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite);

        public void Write(long at, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_file, bytes, at);

        public void Flush()
        {
            if (LibC.Flush(_file) != 0)
            {
                throw new IOException($"{path} cannot be flushed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
            }
        }

        public void Dispose() => _file.Dispose();
    }
}

internal static partial class LibC
{
    /// <summary>fdatasync(2): unlike fsync, no time of change is written with it.</summary>
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int Flush(Microsoft.Win32.SafeHandles.SafeFileHandle file);
}

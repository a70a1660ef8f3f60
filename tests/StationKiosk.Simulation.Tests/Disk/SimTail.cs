using StationKiosk.Kiosk.Journal;
using static StationKiosk.Simulation.Tests.Disk.SqliteNative;

namespace StationKiosk.Simulation.Tests.Disk;

/// <summary>The journal's tail on a <see cref="SimDisk"/>: its writes and flushes fail and are lost like SQLite's.</summary>
internal sealed class SimTail(SimDisk disk) : ITailDisk
{
    public ITailFile Create(string path, int bytes)
    {
        var segment = new Segment(disk, path, FileMode.CreateNew);
        try
        {
            segment.Write(0, new byte[bytes]);
            segment.Flush();
            return segment;
        }
        catch
        {
            segment.Dispose();
            disk.Delete(path);
            File.Delete(path);
            throw;
        }
    }

    public ITailFile Open(string path) => new Segment(disk, path, FileMode.Open);

    private sealed class Segment : ITailFile
    {
        private readonly SimDisk _disk;
        private readonly FileStream _file;
        private readonly SimFile _onDisk;

        public Segment(SimDisk disk, string path, FileMode mode)
        {
            _disk = disk;
            _file = new FileStream(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            _onDisk = disk.FileAt(path);
        }

        public void Write(long at, ReadOnlySpan<byte> bytes)
        {
            Check(_disk.MayWrite());
            byte[] before = new byte[Math.Clamp(_file.Length - at, 0, bytes.Length)];
            RandomAccess.Read(_file.SafeFileHandle, before, at);
            _disk.Written(_onDisk, at, _file.Length, before, bytes);
            RandomAccess.Write(_file.SafeFileHandle, bytes, at);
        }

        public void Flush() => Check(_disk.Sync(_onDisk));

        public void Dispose() => _file.Dispose();

        private static void Check(int result)
        {
            if (result != Ok)
            {
                throw new IOException($"the disk fails: {result}");
            }
        }
    }
}

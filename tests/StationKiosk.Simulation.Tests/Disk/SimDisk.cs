using Microsoft.Win32.SafeHandles;
using StationKiosk.Simulation.Tests.World;
using static StationKiosk.Simulation.Tests.Disk.SqliteNative;

namespace StationKiosk.Simulation.Tests.Disk;

/// <summary>A write into one page that no fsync has covered yet: a power cut may undo it.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">Where.</param>
/// <param name="SizeBefore">The file's size before.</param>
/// <param name="Before">What was there.</param>
/// <param name="After">What was written.</param>
internal sealed record Unsynced(SimFile File, long Offset, long SizeBefore, byte[] Before, byte[] After)
{
    /// <summary>An fsync over it failed: the kernel holds it as clean, so no later fsync writes it (fsync(2), since Linux 4.13).</summary>
    public bool Doomed { get; set; }

    public long Page => Offset / SimDisk.PageSize;
}

/// <summary>A file on the disk, whatever it is called now: the programs move files without the disk being told.</summary>
internal sealed class SimFile(string path) : IDisposable
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    public SafeFileHandle Handle => _handle;

    /// <summary>Whether this is the file of that name now.</summary>
    public bool IsAt(string other) => string.Equals(File.ResolveLinkTarget($"/proc/self/fd/{_handle.DangerousGetHandle()}", returnFinalTarget: false)?.FullName, other, StringComparison.Ordinal);

    public void Dispose() => _handle.Dispose();
}

/// <summary>How an fsync fails.</summary>
internal enum SyncFault
{
    /// <summary>Nothing reached the disk, and nothing of it ever will by a later fsync.</summary>
    Lost,

    /// <summary>All reached the disk, and the error came after.</summary>
    Kept,
}

/// <summary>
/// A folder's disk as SQLite sees it: what is written can be read at once, what is fsynced survives a power cut. It fails as it is told. Other files in
/// the folder are real and survive everything.
/// </summary>
internal sealed class SimDisk(string folder, Random random, FaultCount faults) : IDisposable
{
    /// <summary>What the kernel writes to the disk as one, and forgets as one.</summary>
    public const int PageSize = 4096;

    private const int Sector = 512;

    private readonly List<Unsynced> _unsynced = [];
    private readonly Dictionary<string, SimFile> _files = new(StringComparer.Ordinal);
    private bool _gone;

    public string Folder => folder;

    /// <summary>Writes that are still accepted before the disk is full; null for as many as come.</summary>
    public int? Room { get; set; }

    /// <summary>Writes until one that fails, it alone: 1 for the next; null for none.</summary>
    public int? FailingWrite { get; set; }

    /// <summary>Whether every read fails.</summary>
    public bool Unreadable { get; set; }

    /// <summary>How the next fsync fails; null where it does not.</summary>
    public SyncFault? NextSync { get; set; }

    /// <summary>Writes that still reach the disk before the machine stops in the midst of them; null where it does not.</summary>
    public int? StopsAfter { get; set; }

    /// <summary>Whether the machine stopped: nothing reaches the disk any more.</summary>
    public bool Stopped => _gone;

    public void Mount() => SimVfs.Mount(this);

    /// <summary>From now on nothing that the old process still does reaches the disk.</summary>
    public void Stop() => _gone = true;

    /// <summary>The machine is up again. What was not fsynced is there where only the process died, and partly where the power went.</summary>
    public void StartAgain(bool powerCut)
    {
        if (powerCut)
        {
            LoseUnsynced();
            ForgetMemory();
        }

        _gone = false;
        Heal();
    }

    /// <summary>It fails no more.</summary>
    public void Heal() => (Room, FailingWrite, Unreadable, NextSync, StopsAfter) = (null, null, false, null, null);

    public int Read() => Unreadable ? Failed("disk: read fails", IoErrorCorruptFs) : Ok;

    public int MayWrite()
    {
        if (StopsAfter is { } left)
        {
            StopsAfter = left - 1;
            _gone |= left <= 0;
        }

        if (_gone)
        {
            return IoError;
        }

        if (FailingWrite is { } until)
        {
            FailingWrite = until > 1 ? until - 1 : null;
            if (until <= 1)
            {
                return Failed("disk: a write fails");
            }
        }

        if (Room is { } room)
        {
            Room = room - 1;
            return room > 0 ? Ok : Failed("disk: full", Full);
        }

        return Ok;
    }

    /// <summary>Bytes were written into a file, page by page.</summary>
    public void Written(SimFile file, long offset, long sizeBefore, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        for (int at = 0; at < after.Length;)
        {
            int next = (int)Math.Min(after.Length, PageSize - ((offset + at) % PageSize) + at);
            byte[] old = at < before.Length ? before[at..Math.Min(next, before.Length)].ToArray() : [];
            _unsynced.Add(new Unsynced(file, offset + at, sizeBefore, old, after[at..next].ToArray()));
            at = next;
        }
    }

    public int Sync(SimFile file)
    {
        if (_gone)
        {
            return IoError;
        }

        var fault = NextSync;
        NextSync = null;
        if (fault == SyncFault.Lost)
        {
            _unsynced.Where(write => write.File == file).ToList().ForEach(write => write.Doomed = true);
            return Failed("disk: fsync fails");
        }

        // A doomed page that was written again is dirty again, and is written as a whole.
        var pages = _unsynced.Where(write => write.File == file && !write.Doomed).Select(write => write.Page).ToHashSet();
        _unsynced.RemoveAll(write => write.File == file && pages.Contains(write.Page));
        return fault == SyncFault.Kept ? Failed("disk: fsync fails, all the same on disk") : Ok;
    }

    public int Delete(string path)
    {
        if (_gone)
        {
            return IoError;
        }

        _unsynced.RemoveAll(write => write.File.IsAt(path));
        return Ok;
    }

    /// <summary>The folder as it lies on the disk while its machine is stopped, copied as a backup or a cloned card.</summary>
    public void CopyTo(string other)
    {
        foreach (string file in Directory.GetFiles(folder))
        {
            File.Copy(file, Path.Combine(other, Path.GetFileName(file)), overwrite: true);
        }
    }

    /// <summary>An empty disk in its place.</summary>
    public void Erase()
    {
        _unsynced.Clear();
        Array.ForEach(Directory.GetFiles(folder), File.Delete);
    }

    public void Dispose()
    {
        SimVfs.Unmount(this);
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    /// <summary>The file that has a name now, the same for all who open it.</summary>
    public SimFile FileAt(string path)
    {
        if (!_files.TryGetValue(path, out var file) || !file.IsAt(path))
        {
            _files[path] = file = new SimFile(path);
        }

        return file;
    }

    /// <summary>Undoes all of it, then lets any of it have reached the disk after all, whole or in part, in the order it was written.</summary>
    private void LoseUnsynced()
    {
        foreach (var write in Enumerable.Reverse(_unsynced))
        {
            RandomAccess.Write(write.File.Handle, write.Before, write.Offset);
            RandomAccess.SetLength(write.File.Handle, Math.Min(RandomAccess.GetLength(write.File.Handle), write.SizeBefore));
        }

        // One draw of the seed's, however many writes there are: a page more or less must not change everything that happens afterwards.
        var chance = new Random(random.Next());
        foreach (var write in _unsynced)
        {
            int sectors = (write.After.Length + Sector - 1) / Sector;
            int reached = chance.Next(3) switch { 0 => 0, 1 => sectors, _ => chance.Next(sectors + 1) };
            if (write.Doomed || reached == 0)
            {
                faults.Caused("power cut: write lost");
                continue;
            }

            faults.Caused(reached == sectors ? "power cut: write kept" : "power cut: write torn");
            RandomAccess.Write(write.File.Handle, write.After.AsSpan(0, Math.Min(write.After.Length, reached * Sector)), write.Offset);
        }

        _unsynced.Clear();
    }

    /// <summary>
    /// SQLite shares memory between the connections of a process to a file, and one that the collector has not closed yet would hand it on to the next: what a
    /// machine without power remembers of its write-ahead log. So every file becomes another one with the same content.
    /// </summary>
    private void ForgetMemory()
    {
        foreach (string path in Directory.GetFiles(folder))
        {
            if (path.EndsWith("-shm", StringComparison.Ordinal))
            {
                File.Delete(path);
                continue;
            }

            File.Copy(path, path + ".copy");
            File.Move(path + ".copy", path, overwrite: true);
        }
    }

    private int Failed(string kind, int code = IoError)
    {
        faults.Caused(kind);
        return code;
    }
}

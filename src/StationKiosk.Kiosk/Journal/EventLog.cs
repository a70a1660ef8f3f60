using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// What makes an event durable: a file that frames are added to, one flush for each call. It is written in place into blocks that are there
/// already, and nothing of it is moved or written again, so that a flush that lied costs what it was to flush and nothing before it. A file
/// goes only when <see cref="Release"/> is told that nothing in it is needed. Not for use from two threads at once.
/// </summary>
internal sealed class EventLog : IDisposable
{
    /// <summary>Bytes of one file, unless one call has more to write; about 600 visits.</summary>
    public const int FileBytes = 256 * 1024;

    private readonly string _journal;
    private readonly List<LogFile> _files = [];
    private SafeFileHandle? _handle;
    private int _at;
    private int _room;
    private int _doubtful;

    private EventLog(string journal) => _journal = journal;

    /// <summary>Bytes on disk, in files that may hold something needed.</summary>
    public long Bytes => _files.Sum(file => (long)file.Bytes);

    /// <summary>Opens the log beside a journal's file; every frame that can be read goes to <paramref name="found"/>, in the order of the files.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static EventLog Open(string journal, Action<LogFrame> found)
    {
        var log = new EventLog(journal);
        foreach (string path in Files(journal))
        {
            byte[] bytes = File.ReadAllBytes(path);
            long last = 0;
            log._at = 0;
            foreach (var (frame, end) in LogFrame.ReadAll(bytes))
            {
                found(frame);
                (last, log._at) = (Math.Max(last, frame.Seq), end);
            }

            log._room = bytes.Length;
            log._files.Add(new LogFile(path, last, bytes.Length));
        }

        return log;
    }

    /// <summary>Every event that can be read, without opening the log.</summary>
    public static IEnumerable<LogFrame> Read(string journal) =>
        Files(journal).SelectMany(path => LogFrame.ReadAll(File.ReadAllBytes(path))).Select(each => each.Frame).Where(frame => frame.IsEvent);

    /// <summary>The log's files, oldest first.</summary>
    public static IReadOnlyList<string> Files(string journal) => [.. Directory
        .EnumerateFiles(Folder(journal), $"{Path.GetFileNameWithoutExtension(journal)}.*.log")
        .Order(StringComparer.Ordinal)];

    /// <summary>Writes events, in order and chained, and returns when they are on the disk: one flush, and a few more where a new file begins.</summary>
    /// <exception cref="IOException">They are not, and the next call writes over them.</exception>
    public void Append(Guid epoch, IReadOnlyList<JournalRow> rows)
    {
        LogFrame[] frames = [.. rows.Select(row => new LogFrame(epoch, row.Seq, row.After, row.Body))];
        int length = frames.Sum(frame => frame.Length);
        if (_handle is null || Math.Max(length, _doubtful) > _room - _at)
        {
            Begin(new LogFrame(epoch, rows[0].Seq - 1, rows[0].After, []), length);
        }

        // What a call that failed may have left is written over with it.
        byte[] bytes = new byte[Math.Max(length, _doubtful)];
        var rest = bytes.AsSpan();
        foreach (var frame in frames)
        {
            rest = frame.Write(rest);
        }

        _doubtful = bytes.Length;
        RandomAccess.Write(_handle!, bytes, _at);
        Disk.Flush(_handle!);
        _doubtful = 0;
        _at += length;
        _files[^1] = _files[^1] with { LastSeq = rows[^1].Seq };
    }

    /// <summary>Begins a new file, so that <see cref="Release"/> can let go of all that is in the others.</summary>
    /// <param name="place">Where the journal ends.</param>
    /// <exception cref="IOException">There is no room for it.</exception>
    public void Turn(LogFrame place) => Begin(place, 0);

    /// <summary>Wipes and deletes the files, but for the newest, all of whose events are no longer needed here.</summary>
    /// <param name="isDone">Whether that is so of everything up to a seq.</param>
    /// <returns>How many went.</returns>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    public int Release(Func<long, bool> isDone)
    {
        int gone = 0;
        for (; _files.Count > 1 && isDone(_files[0].LastSeq); gone++)
        {
            Wipe(_files[0]);
            File.Delete(_files[0].Path);
            _files.RemoveAt(0);
        }

        return gone;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }

    private static string Folder(string journal) => Path.GetDirectoryName(Path.GetFullPath(journal))!;

    private void Begin(LogFrame place, int atLeast)
    {
        string path = Path.Combine(Folder(_journal), string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(_journal)}.{NextNumber():D10}.log"));
        byte[] blank = new byte[Math.Max(FileBytes, place.Length + atLeast)];
        place.Write(blank);
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        try
        {
            RandomAccess.Write(handle, blank, 0);
            RandomAccess.FlushToDisk(handle);
            Disk.FlushFolder(Folder(_journal));
        }
        catch
        {
            handle.Dispose();
            File.Delete(path);
            throw;
        }

        _handle?.Dispose();
        (_handle, _at, _room, _doubtful) = (handle, place.Length, blank.Length, 0);
        _files.Add(new LogFile(path, place.Seq, blank.Length));
    }

    private long NextNumber() => _files.Count == 0 ? 1
        : long.Parse(Path.GetFileNameWithoutExtension(_files[^1].Path).Split('.')[^1], CultureInfo.InvariantCulture) + 1;

    /// <summary>Pseudonyms must not stay in blocks that belong to nobody.</summary>
    private static void Wipe(LogFile file)
    {
        using var handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(handle, new byte[file.Bytes], 0);
        RandomAccess.FlushToDisk(handle);
    }

    private sealed record LogFile(string Path, long LastSeq, int Bytes);
}

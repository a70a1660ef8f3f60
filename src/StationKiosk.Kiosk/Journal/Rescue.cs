using System.Globalization;
using Microsoft.Data.Sqlite;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// A journal, or its file alone, that was given up: kept in a folder beside the one in use, and what can be read of it brought over. Events of
/// the same epoch go where they were; those of another one go to the office in <c>journal.rescued</c>.
/// </summary>
internal sealed class Rescue
{
    private const string Done = "rescued";

    private readonly string _folder;
    private readonly IEnumerator<(Guid Epoch, JournalRow Row)> _rows;

    private Rescue(string folder)
    {
        _folder = folder;
        _rows = Rows(Path.Combine(folder, Path.GetFileName(folder).Split('.')[0] + ".db")).GetEnumerator();
    }

    /// <summary>The oldest folder not yet brought over; null where there is none.</summary>
    public static Rescue? Pending(string journal) => Folders(journal).FirstOrDefault(folder => !File.Exists(Path.Combine(folder, Done))) is { } folder ? new Rescue(folder) : null;

    /// <summary>Every folder of what was given up.</summary>
    public static IReadOnlyList<string> Folders(string journal) => [.. Directory
        .EnumerateDirectories(Path.GetDirectoryName(Path.GetFullPath(journal))!, $"{Path.GetFileNameWithoutExtension(journal)}.aside-*")
        .Order(StringComparer.Ordinal)];

    /// <summary>Moves the file, and where asked the log, out of the way. The file goes first: alone, the log still tells epoch and end.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static void SetAside(string journal, bool withLog)
    {
        string name = Path.GetFileNameWithoutExtension(journal), home = Path.GetDirectoryName(Path.GetFullPath(journal))!;
        string folder = Path.Combine(home, string.Create(CultureInfo.InvariantCulture, $"{name}.aside-{Folders(journal).Count + 1:D4}"));
        Directory.CreateDirectory(folder);
        foreach (string path in (string[])[journal, $"{journal}-wal", $"{journal}-shm", .. withLog ? EventLog.Files(journal) : []])
        {
            if (File.Exists(path))
            {
                File.Move(path, Path.Combine(folder, Path.GetFileName(path)));
            }
        }

        Disk.FlushFolder(home);
    }

    /// <summary>The next events, at most <paramref name="most"/>; empty when all were brought.</summary>
    public IReadOnlyList<(Guid Epoch, JournalRow Row)> Next(int most)
    {
        var next = new List<(Guid, JournalRow)>();
        while (next.Count < most && _rows.MoveNext())
        {
            next.Add(_rows.Current);
        }

        return next;
    }

    /// <summary>All of it was brought and is stored.</summary>
    public void Finish() => File.WriteAllBytes(Path.Combine(_folder, Done), []);

    /// <summary>What can be read: first of the log, then of the file, as far as its epoch is beyond doubt.</summary>
    private static IEnumerable<(Guid Epoch, JournalRow Row)> Rows(string journal)
    {
        foreach (var frame in EventLog.Read(journal))
        {
            yield return (frame.Epoch, JournalRow.Of(frame));
        }

        if (!File.Exists(journal))
        {
            yield break;
        }

        using var file = TryOpen(journal);
        if (file?.TryEpoch() is { } epoch)
        {
            for (long seq = 1, to = file.TryLastSeq(); seq <= to; seq += Chunk)
            {
                foreach (var row in file.ReadWhatCanBe(seq, Math.Min(to, seq + Chunk - 1)))
                {
                    yield return (epoch, row);
                }
            }
        }
    }

    private const int Chunk = 500;

    private static JournalFile? TryOpen(string path)
    {
        try
        {
            return JournalFile.OpenToRescue(path);
        }
        catch (SqliteException)
        {
            return null;
        }
    }
}

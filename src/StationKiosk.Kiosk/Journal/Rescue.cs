using System.Globalization;
using Microsoft.Data.Sqlite;

namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// A journal that was given up: kept in a folder beside the one in use, and what can be read of it and had no receipt brought over, to go to the
/// office in <c>journal.rescued</c>.
/// </summary>
internal sealed class Rescue : IDisposable
{
    /// <summary>How often a folder is gone through where something in it cannot be read, some ten minutes; then what cannot be read is given up, and the folder stays.</summary>
    public const int TriesMax = 20;

    private const int Chunk = 500;
    private const string Done = "rescued", Tries = "tries";

    private readonly string _folder;
    private readonly HashSet<(Guid, long)> _brought = [];
    private IEnumerator<(Guid Epoch, JournalRow Row)> _rows;
    private bool _gaveUp;

    private Rescue(string folder)
    {
        _folder = folder;
        _rows = Rows().GetEnumerator();
    }

    /// <summary>The oldest folder not yet brought over; null where there is none.</summary>
    public static Rescue? Pending(string journal) =>
        Folders(journal).FirstOrDefault(folder => !File.Exists(Path.Combine(folder, Done))) is { } folder ? new Rescue(folder) : null;

    /// <summary>Every folder of what was given up.</summary>
    public static IReadOnlyList<string> Folders(string journal) => [.. Directory
        .EnumerateDirectories(Path.GetDirectoryName(Path.GetFullPath(journal))!, $"{Path.GetFileNameWithoutExtension(journal)}.aside-*")
        .Order(StringComparer.Ordinal)];

    /// <summary>Moves the rest of a journal whose move out of the way was cut short: half of it at each place is neither.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static void FinishSettingAside(string journal)
    {
        if (Unfinished(journal) is not null)
        {
            SetAside(journal);
        }
    }

    /// <summary>Moves the journal out of the way, while nobody has it open. SQLite's own log goes first: left alone, it would be taken for another file's.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static void SetAside(string journal)
    {
        string name = Path.GetFileNameWithoutExtension(journal), home = Path.GetDirectoryName(Path.GetFullPath(journal))!;
        string folder = Unfinished(journal) ?? Path.Combine(home, string.Create(CultureInfo.InvariantCulture, $"{name}.aside-{Folders(journal).Count + 1:D4}"));
        Directory.CreateDirectory(folder);
        foreach (string path in (string[])[.. Segment.Of(journal).Select(segment => segment.Path), $"{journal}-wal", $"{journal}-shm", journal])
        {
            if (File.Exists(path))
            {
                File.Move(path, Path.Combine(folder, Path.GetFileName(path)));
            }
        }
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

    /// <summary>All that could be read was brought and is stored. Where something could not be, the folder is gone through again for what is not brought yet.</summary>
    /// <exception cref="IOException">It cannot be noted.</exception>
    /// <returns>Whether it is done with.</returns>
    public bool Finish()
    {
        if (!_gaveUp || IsLastTry)
        {
            File.WriteAllBytes(Path.Combine(_folder, Done), []);
            return true;
        }

        File.AppendAllText(TriesFile, "x");
        _rows.Dispose();
        (_rows, _gaveUp) = (Rows().GetEnumerator(), false);
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private string TriesFile => Path.Combine(_folder, Tries);

    private bool IsLastTry => new FileInfo(TriesFile) is { Exists: true, Length: >= TriesMax - 1 };

    private static string? Unfinished(string journal) =>
        Folders(journal) is [.., var last] && !File.Exists(Path.Combine(last, Path.GetFileName(journal))) && File.Exists(journal) ? last : null;

    /// <summary>What can be read and had no receipt, as far as the epoch is beyond doubt.</summary>
    private IEnumerable<(Guid Epoch, JournalRow Row)> Rows()
    {
        string journal = Path.Combine(_folder, Path.GetFileName(_folder).Split('.')[0] + ".db");
        using var file = TryOpen(journal);
        var head = file?.TryHead();
        var receipts = head?.Receipt is { } receipt ? ReceiptBook.Of(receipt) : ReceiptBook.Empty;
        if (head is { Epoch: var epoch } && file is not null)
        {
            for (long seq = receipts.OldestUncovered(long.MaxValue) ?? 1, to = file.TryLastSeq(); seq <= to; seq += Chunk)
            {
                foreach (var row in file.ReadWhatCanBe(seq, Math.Min(to, seq + Chunk - 1)).Where(row => !receipts.Covers(row.Seq) && _brought.Add((epoch, row.Seq))))
                {
                    yield return (epoch, row);
                }
            }
        }

        // The newest first: before it the same number may stand with what a commit that failed would have stored. So what stands there waits for a newer one that cannot be read.
        long doubtful = long.MaxValue;
        foreach (var segment in Segment.Of(journal).Reverse())
        {
            var (records, isWhole) = segment.ReadWhatCanBe();
            foreach (var each in records.SelectMany(record => record.Rows.Select(row => (record.Epoch, Row: row)))
                .Where(each => each.Row.Seq < doubtful && !(each.Epoch == head?.Epoch && receipts.Covers(each.Row.Seq)) && _brought.Add((each.Epoch, each.Row.Seq))))
            {
                yield return each;
            }

            if (!isWhole)
            {
                _gaveUp = true;
                doubtful = IsLastTry ? doubtful : Math.Min(doubtful, segment.First);
            }
        }

        _gaveUp |= file is null || file.GaveUp;
    }

    private static JournalFile? TryOpen(string path)
    {
        for (int i = 0; i < JournalFile.ReadTriesMax; i++)
        {
            try
            {
                return JournalFile.OpenToRescue(path);
            }
            catch (SqliteException)
            {
                // Once more: the disk may fail now and then.
            }
        }

        return null;
    }
}

using System.Globalization;
using Microsoft.Data.Sqlite;

namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// A journal that was given up: kept in a folder beside the one in use, and what can be read of it and had no receipt brought over, to go to the
/// office in <c>journal.rescued</c>.
/// </summary>
internal sealed class Rescue
{
    private const string Done = "rescued";

    private readonly string _folder;
    private readonly bool _patient;
    private readonly IEnumerator<(Guid Epoch, JournalRow Row)> _rows;

    private Rescue(string folder, bool patient)
    {
        (_folder, _patient) = (folder, patient);
        _rows = Rows(Path.Combine(folder, Path.GetFileName(folder).Split('.')[0] + ".db")).GetEnumerator();
    }

    /// <summary>The oldest folder not yet brought over; null where there is none.</summary>
    /// <param name="journal">The journal in use.</param>
    /// <param name="patient">A read that the disk fails ends it with an exception, to be tried again; else what cannot be read now is given up.</param>
    public static Rescue? Pending(string journal, bool patient = true) =>
        Folders(journal).FirstOrDefault(folder => !File.Exists(Path.Combine(folder, Done))) is { } folder ? new Rescue(folder, patient) : null;

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

    /// <summary>Moves the journal out of the way. SQLite's own log goes first: left alone, it would be taken for another file's.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static void SetAside(string journal)
    {
        string name = Path.GetFileNameWithoutExtension(journal), home = Path.GetDirectoryName(Path.GetFullPath(journal))!;
        string folder = Unfinished(journal) ?? Path.Combine(home, string.Create(CultureInfo.InvariantCulture, $"{name}.aside-{Folders(journal).Count + 1:D4}"));
        Directory.CreateDirectory(folder);
        foreach (string path in (string[])[$"{journal}-wal", $"{journal}-shm", journal])
        {
            if (File.Exists(path))
            {
                File.Move(path, Path.Combine(folder, Path.GetFileName(path)));
            }
        }
    }

    private static string? Unfinished(string journal) =>
        Folders(journal) is [.., var last] && !File.Exists(Path.Combine(last, Path.GetFileName(journal))) && File.Exists(journal) ? last : null;

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

    /// <summary>What can be read and had no receipt, as far as the epoch is beyond doubt.</summary>
    /// <exception cref="SqliteException">The disk failed a read, and may not the next time.</exception>
    private IEnumerable<(Guid Epoch, JournalRow Row)> Rows(string journal)
    {
        using var file = TryOpen(journal);
        if (file?.TryHead(_patient) is not { } head)
        {
            yield break;
        }

        var receipts = head.Receipt is { } receipt ? ReceiptBook.Of(receipt) : ReceiptBook.Empty;
        for (long seq = receipts.OldestUncovered(long.MaxValue) ?? 1, to = file.TryLastSeq(_patient); seq <= to; seq += Chunk)
        {
            foreach (var row in file.ReadWhatCanBe(seq, Math.Min(to, seq + Chunk - 1), _patient).Where(row => !receipts.Covers(row.Seq)))
            {
                yield return (head.Epoch, row);
            }
        }
    }

    private const int Chunk = 500;

    private JournalFile? TryOpen(string path)
    {
        try
        {
            return JournalFile.OpenToRescue(path);
        }
        catch (SqliteException e) when (!(_patient && JournalFile.MayPass(e)))
        {
            return null;
        }
    }
}

using System.Text.Json;
using Microsoft.Data.Sqlite;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <content>Reading a file that is damaged, as far as it can be.</content>
internal sealed partial class JournalFile
{
    /// <summary>How often a read that fails is tried before what it would have read is given up: the disk may fail now and then.</summary>
    public const int ReadTriesMax = 10;

    /// <summary>Whether SQLite failed to read something that was then given up: another time may find more.</summary>
    public bool GaveUp { get; private set; }

    /// <summary>What SQLite's <c>quick_check</c> finds first: <c>ok</c>, or what is wrong.</summary>
    public string QuickCheck()
    {
        using var check = Command("PRAGMA quick_check(1)");
        return (string)check.ExecuteScalar()!;
    }

    /// <summary>The head, where it is beyond doubt; else null.</summary>
    public (Guid Epoch, Receipt? Receipt)? TryHead()
    {
        try
        {
            return Patiently(ReadHead, null);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or JsonException or InvalidOperationException or InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>The last sound event's seq, as far as that can be read; 0 where it cannot.</summary>
    public long TryLastSeq()
    {
        try
        {
            return Patiently(() => Last()?.Seq ?? 0, 0);
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    /// <summary>Sound rows of a range; where it cannot be read in one, by halves.</summary>
    public IReadOnlyList<JournalRow> ReadWhatCanBe(long from, long to)
    {
        try
        {
            return SoundRows(from, to);
        }
        catch (SqliteException)
        {
            long middle = from + ((to - from) / 2);
            return from == to ? Patiently(() => SoundRows(from, to), []) : [.. ReadWhatCanBe(from, middle), .. ReadWhatCanBe(middle + 1, to)];
        }
    }

    private JournalRow[] SoundRows(long from, long to) => [.. Read(from, to, int.MaxValue).Where(row => row.IsSound).Select(row => row.Row!)];

    private T Patiently<T>(Func<T> read, T otherwise)
    {
        for (int i = 0; i < ReadTriesMax; i++)
        {
            try
            {
                return read();
            }
            catch (SqliteException)
            {
                // Once more: SQLite keeps nothing of a page that could not be read.
            }
        }

        GaveUp = true;
        return otherwise;
    }
}

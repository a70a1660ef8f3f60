using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace StationKiosk.Kiosk.Journal;

/// <content>Reading a file that is damaged, as far as it can be.</content>
internal sealed partial class JournalFile
{
    private const int Busy = 5, Locked = 6, NoMemory = 7, ReadOnly = 8, Failing = 10, Full = 13, CannotOpen = 14;

    /// <summary>Whether an error is the disk's or the machine's of this moment and says nothing of the file (SQLite result codes).</summary>
    public static bool MayPass(Exception e) => e is SqliteException { SqliteErrorCode: Busy or Locked or NoMemory or ReadOnly or Failing or Full or CannotOpen };

    /// <summary>The head, where it is beyond doubt; else null.</summary>
    public (Guid Epoch, Protocol.Messages.Receipt? Receipt)? TryHead(bool patient)
    {
        try
        {
            return ReadHead();
        }
        catch (Exception e) when (!(patient && MayPass(e)) && e is SqliteException or InvalidDataException or FormatException or JsonException or InvalidOperationException or InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>The last seq, as far as that can be read; 0 where it cannot.</summary>
    public long TryLastSeq(bool patient)
    {
        try
        {
            return Last()?.Seq ?? 0;
        }
        catch (Exception e) when (!(patient && MayPass(e)) && e is SqliteException or InvalidDataException)
        {
            return 0;
        }
    }

    /// <summary>Sound rows of a range; where it cannot be read in one, by halves.</summary>
    public IReadOnlyList<JournalRow> ReadWhatCanBe(long from, long to, bool patient)
    {
        try
        {
            return [.. Read(from, to, int.MaxValue).Where(row => row.IsSound).Select(row => row.Row!)];
        }
        catch (SqliteException e) when (!(patient && MayPass(e)))
        {
            long middle = from + ((to - from) / 2);
            return from == to ? [] : [.. ReadWhatCanBe(from, middle, patient), .. ReadWhatCanBe(middle + 1, to, patient)];
        }
    }
}

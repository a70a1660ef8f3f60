using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace StationKiosk.Kiosk.Journal;

/// <content>Reading a file that is damaged, as far as it can be.</content>
internal sealed partial class JournalFile
{
    /// <summary>The head, where it is beyond doubt; else null.</summary>
    public (Guid Epoch, Protocol.Messages.Receipt? Receipt)? TryHead()
    {
        try
        {
            return ReadHead();
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException or FormatException or JsonException or InvalidOperationException or InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>The last seq, as far as that can be read; 0 where it cannot.</summary>
    public long TryLastSeq()
    {
        try
        {
            return Last()?.Seq ?? 0;
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException)
        {
            return 0;
        }
    }

    /// <summary>Sound rows of a range; where it cannot be read in one, by halves.</summary>
    public IReadOnlyList<JournalRow> ReadWhatCanBe(long from, long to)
    {
        try
        {
            return [.. Read(from, to, int.MaxValue).Where(row => row.IsSound).Select(row => row.Row!)];
        }
        catch (SqliteException)
        {
            long middle = from + ((to - from) / 2);
            return from == to ? [] : [.. ReadWhatCanBe(from, middle), .. ReadWhatCanBe(middle + 1, to)];
        }
    }
}

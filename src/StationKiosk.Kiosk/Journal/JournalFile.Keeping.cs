using Microsoft.Data.Sqlite;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <content>Blanking and shedding. What is deleted is overwritten with zeros (<c>secure_delete</c>).</content>
internal sealed partial class JournalFile
{
    private const string Blanked = "blanked", ShedUpTo = "shed";

    /// <summary>What goes first (written out in SQL: only then can it use the partial index), and whether or not the office has it: how the device was, then how full the station was.</summary>
    private static readonly string[] SparedFirst = [EventTypes.DeviceChanged, EventTypes.OccupancyChanged, EventTypes.OccupancyRecounted];

    /// <summary>Bytes in use, free pages left out.</summary>
    public long UsedBytes() => (Number("PRAGMA page_count") - Number("PRAGMA freelist_count")) * Number("PRAGMA page_size");

    /// <summary>Up to which seq events were shed; 0 for none.</summary>
    public long ShedTo() => Mark(ShedUpTo);

    /// <summary>Remembers, not more often than <paramref name="every"/>, how far receipts went at a time.</summary>
    public void NoteReceipt(long through, DateTimeOffset at, TimeSpan every)
    {
        using var note = Command(
            "INSERT INTO receipted(through, at) SELECT $through, $at WHERE NOT EXISTS (SELECT 1 FROM receipted WHERE at > $recent OR through >= $through)",
            ("$through", through), ("$at", at.ToUnixTimeMilliseconds()), ("$recent", (at - every).ToUnixTimeMilliseconds()));
        note.ExecuteNonQuery();
    }

    /// <summary>Up to which seq everything had a receipt at a time.</summary>
    public long ReceiptedBefore(DateTimeOffset time) =>
        Number("SELECT coalesce(max(through), 0) FROM receipted WHERE at <= $time", ("$time", time.ToUnixTimeMilliseconds()));

    /// <summary>Blanks the next events up to a seq, looking at no more than <paramref name="most"/>; returns how many it looked at.</summary>
    public int Blank(long to, int most)
    {
        long from = Mark(Blanked) + 1;
        var rows = from > to ? [] : Read(from, to, most).ToList();
        if (rows.Count == 0)
        {
            return 0;
        }

        var changed = rows.Where(row => row.IsSound).Select(row => (Was: row.Row!, Is: Blanking.Of(row.Row!))).Where(row => row.Was != row.Is).Select(row => row.Is);
        using var transaction = _connection.BeginTransaction(deferred: false);
        using var replace = new RowInsert(_connection, "INSERT OR REPLACE");
        foreach (var row in changed.ToList())
        {
            replace.Run(row, transaction);
        }

        SetMark(Blanked, rows[^1].Seq, transaction);
        transaction.Commit();
        return rows.Count;
    }

    /// <summary>
    /// Sheds up to <paramref name="most"/> events while more than <paramref name="quota"/> bytes are in use: how the device was, then how full the
    /// station was, then by age what has a receipt. Anything else is never shed. True where it shed some.
    /// </summary>
    public bool Shed(long quota, int most, ReceiptBook receipts)
    {
        if (UsedBytes() <= quota)
        {
            return false;
        }

        var seqs = SparedFirst.Select(type => Seqs($"SELECT seq FROM event WHERE type = '{type}' ORDER BY seq LIMIT $most", ("$most", most)))
            .Append(Seqs("SELECT seq FROM event WHERE seq <= $through ORDER BY seq", ("$through", receipts.Through)).Where(receipts.Covers).Take(most))
            .Select(each => each.ToList()).FirstOrDefault(each => each.Count > 0) ?? [];
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (long seq in seqs)
        {
            using var delete = Command("DELETE FROM event WHERE seq = $seq", ("$seq", seq));
            delete.Transaction = transaction;
            delete.ExecuteNonQuery();
        }

        SetMark(ShedUpTo, Math.Max(ShedTo(), seqs.DefaultIfEmpty().Max()), transaction);
        transaction.Commit();
        return seqs.Count > 0;
    }

    private long Mark(string name) => Number("SELECT coalesce(max(seq), 0) FROM mark WHERE name = $name", ("$name", name));

    private void SetMark(string name, long seq, SqliteTransaction transaction)
    {
        using var set = Command("INSERT OR REPLACE INTO mark(name, seq) VALUES ($name, $seq)", ("$name", name), ("$seq", seq));
        set.Transaction = transaction;
        set.ExecuteNonQuery();
    }

    private long Number(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var ask = Command(sql, parameters);
        return (long)ask.ExecuteScalar()!;
    }

    private IEnumerable<long> Seqs(string sql, params (string Name, object Value)[] parameters)
    {
        using var select = Command(sql, parameters);
        using var row = select.ExecuteReader();
        while (row.Read())
        {
            yield return row.GetInt64(0);
        }
    }
}

using Microsoft.Data.Sqlite;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <content>Reading: on a connection of its own, which never waits for a writer's fsync.</content>
public sealed partial class EventJournal
{
    private readonly Lock _reading = new();
    private JournalFile? _reader;

    /// <summary>
    /// The first events from <paramref name="from"/> to <paramref name="to"/> that stand without a gap, as many as fit one <c>events</c> message;
    /// null where there is none. What should stand before them and does not is declared lost.
    /// </summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public JournalBatch? ReadBatch(long from, long to)
    {
        var rows = Rows(from, to, Limits.BatchEventsMax);
        long first = rows.Count > 0 ? rows[0].Seq : to + 1;
        if (first > from)
        {
            Declare(new SeqRange(from, first - 1));
        }

        return rows.Count > 0 ? JournalBatch.Of(Epoch, Together(rows)) : null;
    }

    private static List<JournalRow> Together(IReadOnlyList<JournalRow> rows)
    {
        const int Envelope = 256;
        var batch = new List<JournalRow>();
        int bytes = Envelope;
        foreach (var row in rows)
        {
            bytes += row.Body.Length + 1;
            if (batch.Count > 0 && (bytes > Limits.BatchBytesMax || !Follows(batch[^1], row)))
            {
                break;
            }

            batch.Add(row);
        }

        return batch;
    }

    /// <summary>Events with <paramref name="from"/> ≤ seq ≤ <paramref name="to"/>, in order.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public IReadOnlyList<JournalEvent> Read(long from, long to) => [.. Rows(from, to, int.MaxValue).Select(row => row.Event)];

    /// <summary>The last events, oldest first; none where the journal cannot be read: a kiosk starts all the same, and a damaged file makes way with the next write.</summary>
    public IReadOnlyList<JournalEvent> ReadLast(int most)
    {
        try
        {
            return Read(LastSeq - most + 1, LastSeq);
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Visits from a time to another (not included), by the wall clock as it was when they were written; newest first.</summary>
    /// <param name="from">From.</param>
    /// <param name="to">To, not included.</param>
    /// <param name="most">At most this many.</param>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public IReadOnlyList<JournalEvent> ReadVisits(DateTimeOffset from, DateTimeOffset to, int most) =>
        Reading<List<JournalEvent>>(file => [.. file.ReadVisits(from, to, most)]);

    /// <summary>How many visits there are since a time, by the wall clock as it was when they were written.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public long CountVisits(DateTimeOffset from) => Reading(file => file.CountVisits(from, DateTimeOffset.MaxValue));

    /// <summary>When the oldest event without a receipt was written; null where there is none.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public DateTimeOffset? WaitingSince() =>
        _receipts.OldestUncovered(LastSeq) is { } oldest && Read(oldest, oldest) is [var e] ? e.Time : null;

    private static bool Follows(JournalRow one, JournalRow next) => next.Seq == one.Seq + 1 && next.After.AsSpan().SequenceEqual(one.Link);

    private List<JournalRow> Rows(long from, long to, int most) =>
        Reading<List<JournalRow>>(file => [.. file.Read(from, to, most).Where(row => row.IsSound).Select(row => row.Row!)]);

    /// <summary>A file that proves damaged is replaced with the next write: nobody takes <see cref="_writing"/> in here, for whoever has it may take <see cref="_reading"/>.</summary>
    private T Reading<T>(Func<JournalFile, T> read)
    {
        lock (_reading)
        {
            try
            {
                _reader ??= JournalFile.OpenToRead(_path);
                return read(_reader);
            }
            catch (SqliteException e)
            {
                _suspected |= DamageCheck.IsSuspicion(e);
                CloseReader();
                throw new IOException($"the journal cannot be read: {e.Message}", e);
            }
        }
    }

    private void CloseReader()
    {
        lock (_reading)
        {
            _reader?.Dispose();
            _reader = null;
        }
    }
}

using System.Text;
using Microsoft.Data.Sqlite;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <content>Reading: on a connection of its own, which never waits for a writer's fsync.</content>
public sealed partial class EventJournal
{
    private readonly Lock _reading = new();
    private JournalFile? _reader;

    /// <summary>Events in seq order from <paramref name="from"/> to <paramref name="to"/>, as many as fit one <c>events</c> message.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public IReadOnlyList<JournalEvent> ReadBatch(long from, long to)
    {
        const int Envelope = 256;
        return Reading(file =>
        {
            var batch = new List<JournalEvent>();
            int bytes = 0;
            foreach (var e in file.Read(from, to, Limits.BatchEventsMax))
            {
                bytes += Envelope + Encoding.UTF8.GetByteCount(e.Data.GetRawText());
                if (batch.Count > 0 && bytes > Limits.BatchBytesMax)
                {
                    break;
                }

                batch.Add(e);
            }

            return batch;
        });
    }

    /// <summary>The last events, oldest first.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public IReadOnlyList<JournalEvent> ReadLast(int most) => Reading<List<JournalEvent>>(file => [.. file.Read(LastSeq - most + 1, LastSeq, most)]);

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
        _receipts.OldestUncovered(LastSeq) is { } oldest ? Reading(file => file.Read(oldest, oldest, 1).FirstOrDefault()?.Time) : null;

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
                _reader?.Dispose();
                _reader = null;
                throw new IOException($"the journal cannot be read: {e.Message}", e);
            }
        }
    }
}

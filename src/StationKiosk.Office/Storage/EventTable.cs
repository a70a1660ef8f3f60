using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Storage;

/// <summary>Events as they came, byte for byte: the truth from which everything else is derived, their times as best known among it.</summary>
public sealed class EventTable
{
    private readonly StoreSession _session;

    internal EventTable(StoreSession session) => _session = session;

    /// <summary>Stores an event; false where (epoch, seq) is there already, which is then left as it is.</summary>
    /// <param name="epoch">The epoch's key.</param>
    /// <param name="entry">The event.</param>
    /// <param name="body">Its JSON as received.</param>
    /// <param name="time">When it was, as best known.</param>
    /// <param name="link">The chain's link after it; null where none is known.</param>
    /// <param name="receivedAt">The office's time.</param>
    public bool Insert(long epoch, JournalEvent entry, byte[] body, KnownTime time, byte[]? link, DateTimeOffset receivedAt)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _session.Run(
            """
            INSERT INTO event (epoch, seq, type, time, received_at, body, link, boot, mono, error, sum)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, checksum(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10))
            ON CONFLICT DO NOTHING
            """,
            epoch, entry.Seq, entry.Type, time.Time, receivedAt, body, link, entry.Boot, entry.Mono, time.ErrorMilliseconds) == 1;
    }

    /// <summary>An event's JSON as received; null where it is not stored.</summary>
    public byte[]? Body(long epoch, long seq) => _session.One("SELECT body FROM event WHERE epoch = ?1 AND seq = ?2", row => row.Bytes(0), epoch, seq);

    /// <summary>The JSON of a station's <c>occupancy.changed</c> events in [<paramref name="from"/>, <paramref name="to"/>), oldest first.</summary>
    public IReadOnlyList<(DateTimeOffset Time, byte[] Body)> Occupancy(string station, DateTimeOffset from, DateTimeOffset to) => _session.All(
        """
        SELECT event.time, event.body FROM event JOIN epoch ON epoch.key = event.epoch
        WHERE epoch.station = ?1 AND event.type = 'occupancy.changed' AND event.time >= ?2 AND event.time < ?3 ORDER BY event.time, event.seq
        """,
        row => (row.Time(0), row.Bytes(1)), station, from, to);

    /// <summary>The chain's link after an event; null where the event is not stored, or its link not known.</summary>
    public byte[]? Link(long epoch, long seq) =>
        _session.One("SELECT link FROM event WHERE epoch = ?1 AND seq = ?2", row => row.IsDBNull(0) ? null : row.Bytes(0), epoch, seq);

    /// <summary>The times of a boot's events: of those that are not good, or of all, for which the station's events are read through.</summary>
    public IReadOnlyList<RowTime> Times(string station, Guid boot, bool all) => _session.All(
        $"""
        SELECT epoch, seq, mono, time, error FROM event
        WHERE boot = ?2 AND epoch IN (SELECT key FROM epoch WHERE station = ?1) {(all ? "" : "AND (error IS NULL OR error > 2000)")}
        """,
        Columns.RowTime, station, boot);

    /// <summary>Corrects when an event was; its body stays as it came. A damaged row is left as it is, so that it stays known as damaged.</summary>
    public void SetTime(RowTime row, KnownTime time) => _session.Run(
        $"""
        UPDATE event SET time = ?3, error = ?4, sum = checksum(epoch, seq, type, ?3, received_at, body, link, boot, mono, ?4)
        WHERE epoch = ?1 AND seq = ?2 AND {RowChecksum.EventHolds}
        """,
        row.Epoch, row.Seq, time.Time, time.ErrorMilliseconds);

    /// <summary>When the last event before a seq was; null where none is stored.</summary>
    public DateTimeOffset? TimeBefore(long epoch, long seq) => _session.One(
        "SELECT time FROM event WHERE epoch = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 1", row => row.OptionalTime(0), epoch, seq);

    /// <summary>When the first event after a seq was; null where none is stored.</summary>
    public DateTimeOffset? TimeAfter(long epoch, long seq) => _session.One(
        "SELECT time FROM event WHERE epoch = ?1 AND seq > ?2 ORDER BY seq LIMIT 1", row => row.OptionalTime(0), epoch, seq);

    /// <summary>How many events are stored, of every station.</summary>
    public long Count() => _session.One("SELECT count(*) FROM event", row => row.GetInt64(0));
}

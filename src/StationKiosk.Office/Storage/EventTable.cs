using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Storage;

/// <summary>Events as they came, byte for byte: the truth from which everything else is derived.</summary>
public sealed class EventTable
{
    private readonly StoreSession _session;

    internal EventTable(StoreSession session) => _session = session;

    /// <summary>Stores an event; false where (epoch, seq) is there already, which is then left as it is.</summary>
    /// <param name="epoch">The epoch's key.</param>
    /// <param name="entry">The event.</param>
    /// <param name="body">Its JSON as received.</param>
    /// <param name="link">The chain's link after it; null where none is known.</param>
    /// <param name="receivedAt">The office's time.</param>
    public bool Insert(long epoch, JournalEvent entry, byte[] body, byte[]? link, DateTimeOffset receivedAt)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _session.Run(
            "INSERT INTO event (epoch, seq, type, time, received_at, body, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            epoch, entry.Seq, entry.Type, entry.Time, receivedAt, body, link) == 1;
    }

    /// <summary>An event's JSON as received; null where it is not stored.</summary>
    public byte[]? Body(long epoch, long seq) => _session.One("SELECT body FROM event WHERE epoch = ?1 AND seq = ?2", row => row.Bytes(0), epoch, seq);

    /// <summary>The chain's link after an event; null where the event is not stored, or its link not known.</summary>
    public byte[]? Link(long epoch, long seq) =>
        _session.One("SELECT link FROM event WHERE epoch = ?1 AND seq = ?2", row => row.IsDBNull(0) ? null : row.Bytes(0), epoch, seq);

    /// <summary>How many events are stored, of every station.</summary>
    public long Count() => _session.One("SELECT count(*) FROM event", row => row.GetInt64(0));
}

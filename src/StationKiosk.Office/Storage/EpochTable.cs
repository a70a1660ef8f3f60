using Microsoft.Data.Sqlite;
using StationKiosk.Office.Intake;

namespace StationKiosk.Office.Storage;

/// <summary>One journal of a station, as far as it is stored. Changed in a transaction, then saved with <see cref="EpochTable.Save"/>.</summary>
/// <param name="key">Its number in this store.</param>
/// <param name="station">The station.</param>
/// <param name="id">The journal's random id.</param>
/// <param name="held">Which seqs are stored.</param>
public sealed class StoredEpoch(long key, string station, Guid id, SeqCoverage held)
{
    /// <summary>Its number in this store.</summary>
    public long Key => key;

    /// <summary>The station.</summary>
    public string Station => station;

    /// <summary>The journal's random id.</summary>
    public Guid Id => id;

    /// <summary>Which seqs are stored, quarantined ones included.</summary>
    public SeqCoverage Held => held;

    /// <summary>The earliest time the journal is known to have been kept at; null where none is believed yet.</summary>
    public DateTimeOffset? BeganAt { get; set; }

    /// <summary>Everything the station journalled before this is stored; null where that is not known for any time.</summary>
    public DateTimeOffset? CompleteUntil { get; set; }

    /// <summary>When the station last named this epoch.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>When the station first named this epoch.</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>How often events came that are not chained to those held beside them.</summary>
    public long ChainBreaks { get; set; }

    /// <summary>The journal was kept at this time.</summary>
    public void Began(DateTimeOffset at)
    {
        if (!(BeganAt <= at))
        {
            BeganAt = at;
        }
    }
}

/// <summary>Epochs, and the watermarks that health messages set and that events have not reached yet.</summary>
public sealed class EpochTable
{
    /// <summary>Watermarks waiting for one epoch; beyond it those before the newest give way, and completeness grows in larger steps.</summary>
    public const int WatermarksMax = 64;

    private const string Columns = "key, station, id, held, began_at, complete_until, seen_at, chain_breaks, first_seen_at";

    private readonly StoreSession _session;

    internal EpochTable(StoreSession session) => _session = session;

    /// <summary>The epoch, made where it is new.</summary>
    public StoredEpoch Open(string station, Guid id, DateTimeOffset now)
    {
        _session.Run("INSERT INTO epoch (station, id, held, seen_at, first_seen_at) VALUES (?1, ?2, '', ?3, ?3) ON CONFLICT DO NOTHING", station, id, now);
        return Open(station, id);
    }

    /// <summary>An epoch that is there.</summary>
    public StoredEpoch Open(string station, Guid id) => _session.One($"SELECT {Columns} FROM epoch WHERE station = ?1 AND id = ?2", Map, station, id)!;

    /// <summary>The epoch with this number.</summary>
    public StoredEpoch ByKey(long key) => _session.One($"SELECT {Columns} FROM epoch WHERE key = ?1", Map, key)!;

    /// <summary>When the newest other journal of the station was begun; null where there is no other.</summary>
    public DateTimeOffset? OtherBegun(StoredEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return _session.One("SELECT max(first_seen_at) FROM epoch WHERE station = ?1 AND key <> ?2", row => row.OptionalTime(0), epoch.Station, epoch.Key);
    }

    /// <summary>Every epoch.</summary>
    public IReadOnlyList<StoredEpoch> All() => _session.All($"SELECT {Columns} FROM epoch ORDER BY station, seen_at", Map);

    /// <summary>Keeps what was changed.</summary>
    public void Save(StoredEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        _session.Run(
            "UPDATE epoch SET held = ?2, began_at = ?3, complete_until = ?4, seen_at = ?5, chain_breaks = ?6 WHERE key = ?1",
            epoch.Key, epoch.Held.ToString(), epoch.BeganAt, epoch.CompleteUntil, epoch.SeenAt, epoch.ChainBreaks);
    }

    /// <summary>Remembers that at <paramref name="at"/> the journal ended with <paramref name="lastSeq"/>, until that is reached.</summary>
    public void AddWatermark(long epoch, long lastSeq, DateTimeOffset at)
    {
        _session.Run(
            "INSERT INTO watermark (epoch, last_seq, at) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)", epoch, lastSeq, at);
        _session.Run(
            """
            DELETE FROM watermark WHERE epoch = ?1 AND last_seq < (SELECT max(last_seq) FROM watermark WHERE epoch = ?1)
              AND last_seq NOT IN (SELECT last_seq FROM watermark WHERE epoch = ?1 ORDER BY last_seq LIMIT ?2)
            """,
            epoch, WatermarksMax - 1);
    }

    /// <summary>Takes out the watermarks reached; returns the latest time among them, null where none was.</summary>
    public DateTimeOffset? TakeWatermarks(long epoch, long contiguous)
    {
        var reached = _session.One(
            "SELECT max(at) FROM watermark WHERE epoch = ?1 AND last_seq <= ?2", row => row.OptionalTime(0), epoch, contiguous);
        if (reached is not null)
        {
            _session.Run("DELETE FROM watermark WHERE epoch = ?1 AND last_seq <= ?2", epoch, contiguous);
        }

        return reached;
    }

    private static StoredEpoch Map(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), Guid.Parse(row.GetString(2)), SeqCoverage.Parse(row.GetString(3)))
        {
            BeganAt = row.OptionalTime(4),
            CompleteUntil = row.OptionalTime(5),
            SeenAt = row.Time(6),
            ChainBreaks = row.GetInt64(7),
            FirstSeenAt = row.Time(8),
        };
}

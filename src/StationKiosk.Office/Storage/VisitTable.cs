using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Storage;

/// <summary>A visit as the store keeps it.</summary>
/// <param name="Station">Where.</param>
/// <param name="Known">When, as best known.</param>
/// <param name="Data">Who and at which reader.</param>
/// <param name="Counted">Whether it counts in usage.</param>
/// <param name="Why">Where it does not count, why: <c>unknown-key</c>, <c>bad-signature</c>, <c>expired</c>, …</param>
public sealed record StoredVisit(string Station, KnownTime Known, VisitCheckedIn Data, bool Counted, string? Why)
{
    /// <summary>When, as best known.</summary>
    public DateTimeOffset Time => Known.Time;
}

/// <summary>How many visits counted in one cell.</summary>
/// <param name="Station">Where.</param>
/// <param name="Service">Of the zone; null for the station's door.</param>
/// <param name="Category">Of the worker; null where unknown.</param>
/// <param name="From">Start of the quarter of an hour.</param>
/// <param name="Visits">How many.</param>
public sealed record VisitCount(string Station, string? Service, string? Category, DateTimeOffset From, long Visits);

/// <summary>Visits, derived from <c>visit.checked-in</c> events in the transaction that stores the event.</summary>
public sealed class VisitTable
{
    /// <summary>Every time zone's offset is a multiple of this, so that counts per quarter add up to local hours and days exactly.</summary>
    public static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private readonly StoreSession _session;

    internal VisitTable(StoreSession session) => _session = session;

    /// <summary>Stores a visit of an event that was stored just now; one that is there already, of an event that was lost with a damaged page and came again, gives way.</summary>
    /// <param name="epoch">The epoch's key.</param>
    /// <param name="entry">The event.</param>
    /// <param name="visit">The visit.</param>
    public void Insert(long epoch, JournalEvent entry, StoredVisit visit)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(visit);
        _session.Run(
            """
            INSERT OR REPLACE INTO visit (epoch, seq, station, time, clock, boot, mono, sub, badge, category, reader, zone, service, flags, counted, why, error)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            """,
            epoch, entry.Seq, visit.Station, visit.Time, entry.Clock, entry.Boot, entry.Mono, visit.Data.Sub, visit.Data.Badge, visit.Data.Category,
            visit.Data.Reader, visit.Data.Zone, visit.Data.Service, string.Join(',', visit.Data.Flags.Select(flag => flag.Word())), visit.Counted, visit.Why,
            visit.Known.ErrorMilliseconds);
    }

    /// <summary>The times of a boot's visits: of those that are not good, or of all, for which the station's visits are read through.</summary>
    public IReadOnlyList<RowTime> Times(string station, Guid boot, bool all) => _session.All(
        $"SELECT epoch, seq, mono, time, error FROM visit WHERE station = ?1 AND boot = ?2 {(all ? "" : "AND (error IS NULL OR error > 2000)")}",
        Columns.RowTime, station, boot);

    /// <summary>Corrects when a visit was, and notes the figures that change by it.</summary>
    public void SetTime(string station, RowTime row, KnownTime time, RevisionTable revisions, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(revisions);
        int counted = _session.Run(
            "UPDATE visit SET time = ?3, error = ?4 WHERE epoch = ?1 AND seq = ?2 AND counted = 1", row.Epoch, row.Seq, time.Time, time.ErrorMilliseconds);
        if (counted == 0)
        {
            _session.Run("UPDATE visit SET time = ?3, error = ?4 WHERE epoch = ?1 AND seq = ?2", row.Epoch, row.Seq, time.Time, time.ErrorMilliseconds);
        }
        else if (RevisionTable.Quarter(row.Known.Time) != RevisionTable.Quarter(time.Time))
        {
            revisions.Note(station, row.Known.Time, now);
            revisions.Note(station, time.Time, now);
        }
    }

    /// <summary>Counted visits in [<paramref name="from"/>, <paramref name="to"/>) whose time is not good to two seconds.</summary>
    public IReadOnlyList<(string Station, DateTimeOffset Time)> Coarse(DateTimeOffset from, DateTimeOffset to) => _session.All(
        "SELECT station, time FROM visit WHERE counted = 1 AND (error IS NULL OR error > 2000) AND time >= ?1 AND time < ?2",
        row => (row.GetString(0), row.Time(1)), from, to);

    /// <summary>Visits that do not count because nobody knew their badge's key: where they are stored, and when they were.</summary>
    public IReadOnlyList<(long Epoch, long Seq, string Station, DateTimeOffset Time)> OfUnknownKeys() => _session.All(
        "SELECT epoch, seq, station, time FROM visit WHERE why = 'unknown-key'", row => (row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.Time(3)));

    /// <summary>A badge was verified after all: who it was, and whether the visit counts.</summary>
    public void Verified(long epoch, long seq, VisitCheckedIn data, string? why)
    {
        ArgumentNullException.ThrowIfNull(data);
        _session.Run(
            "UPDATE visit SET sub = ?3, badge = ?4, category = ?5, counted = ?6, why = ?7 WHERE epoch = ?1 AND seq = ?2",
            epoch, seq, data.Sub, data.Badge, data.Category, why is null, why);
    }

    /// <summary>Counted visits of each station from a time on.</summary>
    public IReadOnlyDictionary<string, long> CountsSince(DateTimeOffset from) => _session
        .All("SELECT station, count(*) FROM visit WHERE counted = 1 AND time >= ?1 GROUP BY station", row => (row.GetString(0), row.GetInt64(1)), from)
        .ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal);

    /// <summary>Counted visits in [<paramref name="from"/>, <paramref name="to"/>) by station, service, category and quarter of an hour.</summary>
    public IReadOnlyList<VisitCount> Counts(DateTimeOffset from, DateTimeOffset to) => _session.All(
        """
        SELECT station, service, category, time / ?3 AS quarter, count(*) FROM visit
        WHERE counted = 1 AND time >= ?1 AND time < ?2 GROUP BY station, service, category, quarter
        """,
        row => new VisitCount(row.GetString(0), row.Text(1), row.Text(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3) * QuarterMilliseconds), row.GetInt64(4)),
        from, to, QuarterMilliseconds);

    /// <summary>Counted visits of each station in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public IReadOnlyDictionary<string, long> CountsBetween(DateTimeOffset from, DateTimeOffset to) => _session
        .All("SELECT station, count(*) FROM visit WHERE counted = 1 AND time >= ?1 AND time < ?2 GROUP BY station", row => (row.GetString(0), row.GetInt64(1)), from, to)
        .ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal);

    /// <summary>Counted visits of one worker in [<paramref name="from"/>, <paramref name="to"/>); the counting ends at <paramref name="most"/>.</summary>
    public long OfWorker(string sub, DateTimeOffset from, DateTimeOffset to, int most) => _session.One(
        "SELECT count(*) FROM (SELECT 1 FROM visit WHERE counted = 1 AND sub = ?1 AND time >= ?2 AND time < ?3 LIMIT ?4)", row => row.GetInt64(0), sub, from, to, most);

    /// <summary>How many counted visits of [<paramref name="from"/>, <paramref name="to"/>) came after <paramref name="settled"/>, and when the last of them did.</summary>
    public (long Visits, DateTimeOffset? LastAt) CameLate(DateTimeOffset from, DateTimeOffset to, DateTimeOffset settled) => _session.One(
        """
        SELECT count(*), max(event.received_at) FROM visit JOIN event ON event.epoch = visit.epoch AND event.seq = visit.seq
        WHERE visit.counted = 1 AND visit.time >= ?1 AND visit.time < ?2 AND event.received_at >= ?3
        """,
        row => (row.GetInt64(0), row.OptionalTime(1)), from, to, settled);

    /// <summary>Every visit of a station in the order of its journals.</summary>
    public IReadOnlyList<StoredVisit> Of(string station) => _session.All(
        """
        SELECT station, time, sub, badge, category, reader, zone, service, flags, counted, why, error FROM visit WHERE station = ?1 ORDER BY epoch, seq
        """,
        row => new StoredVisit(
            row.GetString(0), new KnownTime(row.Time(1), row.IsDBNull(11) ? null : TimeSpan.FromMilliseconds(row.GetInt64(11))),
            new VisitCheckedIn(
                row.Text(2), row.Text(3), Words.Read<Category>(row.Text(4)), row.GetString(5), row.Text(6), Words.Read<Service>(row.Text(7)),
                [.. row.GetString(8).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(word => Words.Read<VisitFlag>(word)!.Value)], Unverified: null),
            row.GetInt64(9) == 1, row.Text(10)),
        station);

    internal static long QuarterMilliseconds => (long)Quarter.TotalMilliseconds;
}

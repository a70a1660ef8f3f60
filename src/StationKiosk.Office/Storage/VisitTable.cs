using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Storage;

/// <summary>A visit as the store keeps it.</summary>
/// <param name="Station">Where.</param>
/// <param name="Time">When, as best known.</param>
/// <param name="Data">Who and at which reader.</param>
/// <param name="Counted">Whether it counts in usage.</param>
/// <param name="Why">Where it does not count, why: <c>unknown-key</c>, <c>bad-signature</c>, <c>expired</c>, …</param>
public sealed record StoredVisit(string Station, DateTimeOffset Time, VisitCheckedIn Data, bool Counted, string? Why);

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

    /// <summary>Stores a visit of an event that was stored just now.</summary>
    /// <param name="epoch">The epoch's key.</param>
    /// <param name="entry">The event.</param>
    /// <param name="visit">The visit.</param>
    public void Insert(long epoch, JournalEvent entry, StoredVisit visit)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(visit);
        _session.Run(
            """
            INSERT INTO visit (epoch, seq, station, time, clock, boot, mono, sub, badge, category, reader, zone, service, flags, counted, why)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            """,
            epoch, entry.Seq, visit.Station, visit.Time, entry.Clock, entry.Boot, entry.Mono, visit.Data.Sub, visit.Data.Badge, visit.Data.Category,
            visit.Data.Reader, visit.Data.Zone, visit.Data.Service, string.Join(',', visit.Data.Flags.Select(flag => flag.Word())), visit.Counted, visit.Why);
    }

    /// <summary>When millisecond 0 of a boot was, by a clock that could be believed; null where that is not known.</summary>
    public DateTimeOffset? BootTime(string station, Guid boot) =>
        _session.One("SELECT began_at FROM boot WHERE station = ?1 AND id = ?2", row => row.OptionalTime(0), station, boot);

    /// <summary>Remembers when a boot was and corrects its visits that were written with a guessed time; the events stay as they came.</summary>
    public void SetBootTime(string station, Guid boot, DateTimeOffset began)
    {
        _session.Run("INSERT INTO boot (station, id, began_at) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET began_at = excluded.began_at", station, boot, began);
        _session.Run("UPDATE visit SET time = ?3 + mono WHERE station = ?1 AND boot = ?2 AND clock = 'unsynced'", station, boot, began);
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
        SELECT station, time, sub, badge, category, reader, zone, service, flags, counted, why FROM visit WHERE station = ?1 ORDER BY epoch, seq
        """,
        row => new StoredVisit(
            row.GetString(0), row.Time(1),
            new VisitCheckedIn(
                row.Text(2), row.Text(3), Words.Read<Category>(row.Text(4)), row.GetString(5), row.Text(6), Words.Read<Service>(row.Text(7)),
                [.. row.GetString(8).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(word => Words.Read<VisitFlag>(word)!.Value)], Unverified: null),
            row.GetInt64(9) == 1, row.Text(10)),
        station);

    private static long QuarterMilliseconds => (long)Quarter.TotalMilliseconds;
}

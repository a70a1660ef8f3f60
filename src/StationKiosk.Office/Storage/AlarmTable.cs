namespace StationKiosk.Office.Storage;

/// <summary>What somebody has to look into at a station (closed set).</summary>
public enum AlarmKind
{
    /// <summary>Another event came under a number that is taken: two kiosks write with one journal, so a card was copied.</summary>
    ConflictingEvents,

    /// <summary>An earlier journal is written to again after another was begun: two kiosks run under one id, or an old card was put back.</summary>
    JournalReturned,
}

/// <summary>An alarm of a station.</summary>
/// <param name="Station">Whose.</param>
/// <param name="Kind">Which.</param>
/// <param name="FirstAt">Since when.</param>
/// <param name="LastAt">When it was last so.</param>
/// <param name="Times">How often.</param>
/// <param name="Detail">The last time, in one line.</param>
public sealed record Alarm(string Station, AlarmKind Kind, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Times, string Detail);

/// <summary>Alarms, one row a station and kind, so that a kiosk that repeats itself does not make them grow.</summary>
public sealed class AlarmTable
{
    /// <summary>An alarm is shown until it has not come again for this long.</summary>
    public static readonly TimeSpan ShownFor = TimeSpan.FromDays(7);

    private readonly StoreSession _session;

    internal AlarmTable(StoreSession session) => _session = session;

    /// <summary>Raises one.</summary>
    public void Raise(string station, AlarmKind kind, string detail, DateTimeOffset now) => _session.Run(
        """
        INSERT INTO alarm (station, kind, first_at, last_at, times, detail) VALUES (?1, ?2, ?3, ?3, 1, ?4)
        ON CONFLICT DO UPDATE SET last_at = excluded.last_at, times = times + 1, detail = excluded.detail
        """,
        station, kind.Word(), now, detail);

    /// <summary>Every alarm.</summary>
    public IReadOnlyList<Alarm> All() => _session.All(
        "SELECT station, kind, first_at, last_at, times, detail FROM alarm ORDER BY station, kind",
        row => new Alarm(row.GetString(0), Words.Read<AlarmKind>(row.GetString(1))!.Value, row.Time(2), row.Time(3), row.GetInt64(4), row.GetString(5)));
}

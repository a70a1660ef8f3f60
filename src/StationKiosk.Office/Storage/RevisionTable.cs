namespace StationKiosk.Office.Storage;

/// <summary>That figures of the past changed.</summary>
/// <param name="Station">Whose.</param>
/// <param name="From">Start of the quarter of an hour.</param>
/// <param name="At">When they last changed.</param>
/// <param name="Visits">How many visits came in, or went out, late.</param>
public sealed record Revision(string Station, DateTimeOffset From, DateTimeOffset At, long Visits);

/// <summary>Late visits fold into the quarter of an hour in which they were; this says which quarters somebody may have seen with other figures.</summary>
public sealed class RevisionTable
{
    /// <summary>A visit that is known later than this after it was is late.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromHours(1);

    private readonly StoreSession _session;

    internal RevisionTable(StoreSession session) => _session = session;

    /// <summary>The figures at <paramref name="time"/> changed by a visit; that is noted if it is late.</summary>
    public void Note(string station, DateTimeOffset time, DateTimeOffset now)
    {
        if (now - time > LateAfter)
        {
            _session.Run(
                "INSERT INTO revision (station, quarter, at, visits) VALUES (?1, ?2, ?3, 1) ON CONFLICT DO UPDATE SET at = excluded.at, visits = visits + 1",
                station, Quarter(time), now);
        }
    }

    /// <summary>Those in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public IReadOnlyList<Revision> Between(DateTimeOffset from, DateTimeOffset to) => _session.All(
        "SELECT station, quarter, at, visits FROM revision WHERE quarter >= ?1 AND quarter < ?2",
        row => new Revision(row.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1) * VisitTable.QuarterMilliseconds), row.Time(2), row.GetInt64(3)),
        Quarter(from), Quarter(to));

    internal static long Quarter(DateTimeOffset time) => (long)Math.Floor((double)time.ToUnixTimeMilliseconds() / VisitTable.QuarterMilliseconds);
}

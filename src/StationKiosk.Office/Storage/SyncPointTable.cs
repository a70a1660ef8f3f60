using StationKiosk.Protocol.Clocks;

namespace StationKiosk.Office.Storage;

/// <summary>What the sources of time said about each boot: <c>clock.synced</c> events, as they are reckoned with.</summary>
public sealed class SyncPointTable
{
    /// <summary>Points of one boot; what comes beyond is not reckoned with. A kiosk writes a few a day.</summary>
    public const int PointsPerBootMax = 10_000;

    private readonly StoreSession _session;

    internal SyncPointTable(StoreSession session) => _session = session;

    /// <summary>Keeps a point.</summary>
    public void Add(string station, Guid boot, SyncPoint point) => _session.Run(
        """
        INSERT INTO sync_point (station, boot, mono, boot_time, error, office) SELECT ?1, ?2, ?3, ?4, ?5, ?6
        WHERE (SELECT count(*) FROM sync_point WHERE station = ?1 AND boot = ?2) < ?7 ON CONFLICT DO NOTHING
        """,
        station, boot, point.Mono, point.BootTime, (long)point.Error.TotalMilliseconds, point.FromOffice, PointsPerBootMax);

    /// <summary>A boot's points.</summary>
    public IReadOnlyList<SyncPoint> Of(string station, Guid boot) => _session.All(
        "SELECT mono, boot_time, error, office FROM sync_point WHERE station = ?1 AND boot = ?2 ORDER BY mono",
        row => new SyncPoint(row.GetInt64(0), row.Time(1), TimeSpan.FromMilliseconds(row.GetInt64(2)), row.GetInt64(3) == 1),
        station, boot);
}

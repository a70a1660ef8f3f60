using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Storage;

/// <summary>A complaint: a <c>problem.reported</c> event, and what the office did about it.</summary>
/// <param name="Epoch">The epoch's key; with <paramref name="Seq"/> it names the complaint.</param>
/// <param name="Seq">The event's number.</param>
/// <param name="Station">Where.</param>
/// <param name="Time">When, as the kiosk knew it.</param>
/// <param name="Service">Of what; null where the card names none.</param>
/// <param name="Label">The card's label; null for none.</param>
/// <param name="ClosedAt">When the office closed it; null while open.</param>
/// <param name="ClosedBy">Whoever closed it; null where nobody signs in.</param>
public sealed record Complaint(
    long Epoch, long Seq, string Station, DateTimeOffset Time, Service? Service, string? Label, DateTimeOffset? ClosedAt, string? ClosedBy);

/// <summary>The open complaints of a station.</summary>
/// <param name="Count">How many.</param>
/// <param name="Oldest">When the oldest was made.</param>
public sealed record OpenComplaints(long Count, DateTimeOffset Oldest);

/// <summary>How often a card's service was used.</summary>
/// <param name="Station">Where.</param>
/// <param name="Kind">The card's kind: <c>service</c>, <c>event</c> or <c>redeem</c>.</param>
/// <param name="Service">Of what; null where the card names none.</param>
/// <param name="Label">The card's label; null for none.</param>
/// <param name="Uses">How often.</param>
public sealed record ServiceUse(string Station, string? Kind, string? Service, string? Label, long Uses);

/// <summary>What wall cards said: complaints and uses. Read from the events as they came; only the closing of a complaint is written.</summary>
public sealed class ComplaintTable
{
    private const string From =
        """
        FROM event JOIN epoch ON epoch.key = event.epoch LEFT JOIN complaint_closed AS closed ON closed.epoch = event.epoch AND closed.seq = event.seq
        WHERE event.type = 'problem.reported'
        """;

    private readonly StoreSession _session;

    internal ComplaintTable(StoreSession session) => _session = session;

    /// <summary>Complaints, the newest first: all that are open and those closed since <paramref name="closedSince"/>.</summary>
    public IReadOnlyList<Complaint> All(DateTimeOffset closedSince, int most) => _session.All(
        $"""
        SELECT event.epoch, event.seq, epoch.station, event.time, {Field("service")}, {Field("label")}, closed.at, closed.account
        {From} AND (closed.at IS NULL OR closed.at >= ?1) ORDER BY event.time DESC LIMIT ?2
        """,
        row => new Complaint(
            row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.Time(3), Words.Read<Service>(row.Text(4)), row.Text(5), row.OptionalTime(6), row.Text(7)),
        closedSince, most);

    /// <summary>The open ones of every station that has any.</summary>
    public IReadOnlyDictionary<string, OpenComplaints> Open() => _session
        .All(
            $"SELECT epoch.station, count(*), min(event.time) {From} AND closed.at IS NULL GROUP BY epoch.station",
            row => (row.GetString(0), new OpenComplaints(row.GetInt64(1), row.Time(2))))
        .ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal);

    /// <summary>The station of a complaint; null where there is no such complaint.</summary>
    public string? StationOf(long epoch, long seq) =>
        _session.One($"SELECT epoch.station {From} AND event.epoch = ?1 AND event.seq = ?2", row => row.GetString(0), epoch, seq);

    /// <summary>Closes a complaint; one that is closed stays as it was.</summary>
    public void Close(long epoch, long seq, DateTimeOffset at, string? account) => _session.Run(
        "INSERT INTO complaint_closed (epoch, seq, at, account) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", epoch, seq, at, account);

    /// <summary>Opens a complaint again.</summary>
    public void Reopen(long epoch, long seq) => _session.Run("DELETE FROM complaint_closed WHERE epoch = ?1 AND seq = ?2", epoch, seq);

    /// <summary>What cards were used for in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public IReadOnlyList<ServiceUse> Uses(DateTimeOffset from, DateTimeOffset to) => _session.All(
        $"""
        SELECT epoch.station, {Field("kind")} AS kind, {Field("service")} AS service, {Field("label")} AS label, count(*)
        FROM event JOIN epoch ON epoch.key = event.epoch
        WHERE event.type = 'service.used' AND event.time >= ?1 AND event.time < ?2 GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4
        """,
        row => new ServiceUse(row.GetString(0), row.Text(1), row.Text(2), row.Text(3), row.GetInt64(4)),
        from, to);

    /// <summary>A field of the event's data; a body that SQLite cannot read has none, and stops nobody from seeing the others.</summary>
    private static string Field(string name) =>
        $"CASE WHEN json_valid(CAST(event.body AS TEXT)) THEN json_extract(CAST(event.body AS TEXT), '$.data.{name}') END";
}

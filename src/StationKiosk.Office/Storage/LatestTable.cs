using StationKiosk.Protocol;

namespace StationKiosk.Office.Storage;

/// <summary>The last message of one kind from one station.</summary>
/// <param name="Station">From where.</param>
/// <param name="Topic">Of what kind.</param>
/// <param name="At">When the kiosk says it wrote it.</param>
/// <param name="ReceivedAt">When the office got it.</param>
/// <param name="Body">The message's JSON.</param>
public sealed record LatestMessage(string Station, StationTopic Topic, DateTimeOffset At, DateTimeOffset ReceivedAt, byte[] Body);

/// <summary>The last state, occupancy and health of every station, and when it was last heard.</summary>
public sealed class LatestTable
{
    private readonly StoreSession _session;

    internal LatestTable(StoreSession session) => _session = session;

    /// <summary>Keeps a message in place of the last one.</summary>
    public void Set(LatestMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _session.Run(
            """
            INSERT INTO latest (station, topic, at, received_at, body) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET at = excluded.at, received_at = excluded.received_at, body = excluded.body
            """,
            message.Station, (long)message.Topic, message.At, message.ReceivedAt, message.Body);
    }

    /// <summary>The last messages of every station.</summary>
    public IReadOnlyList<LatestMessage> All() => _session.All(
        "SELECT station, topic, at, received_at, body FROM latest",
        row => new LatestMessage(row.GetString(0), (StationTopic)row.GetInt32(1), row.Time(2), row.Time(3), row.Bytes(4)));

    /// <summary>The station was heard.</summary>
    public void Heard(string station, DateTimeOffset at) => _session.Run(
        "INSERT INTO contact (station, last_at) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET last_at = max(last_at, excluded.last_at)", station, at);

    /// <summary>When every station that was ever heard was last heard.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> LastHeard() => _session
        .All("SELECT station, last_at FROM contact", row => (row.GetString(0), row.Time(1)))
        .ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal);
}

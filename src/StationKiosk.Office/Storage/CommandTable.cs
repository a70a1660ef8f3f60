using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Storage;

/// <summary>A command to a station, as the command line wrote it down for the running office.</summary>
/// <param name="Key">Its number.</param>
/// <param name="Station">The station's id.</param>
/// <param name="Name">The command's name.</param>
/// <param name="Payload">Its JSON.</param>
/// <param name="Until">After this it is no longer wanted.</param>
public sealed record WaitingCommand(long Key, string Station, string Name, byte[] Payload, DateTimeOffset Until);

/// <summary>Commands to stations and how they went: the command line writes, the running office carries out, and what was done stays to be read.</summary>
public sealed class CommandTable
{
    private readonly StoreSession _session;

    internal CommandTable(StoreSession session) => _session = session;

    /// <summary>Writes one down; returns its number.</summary>
    public long Add(string station, string name, byte[] payload, DateTimeOffset at, DateTimeOffset until) => _session.One(
        "INSERT INTO command (station, name, payload, at, until) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING key", row => row.GetInt64(0), station, name, payload, at, until);

    /// <summary>Those that nobody has answered, oldest first.</summary>
    public IReadOnlyList<WaitingCommand> Waiting() => _session.All(
        "SELECT key, station, name, payload, until FROM command WHERE outcome IS NULL ORDER BY key",
        row => new WaitingCommand(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.Time(4)));

    /// <summary>How one went; null while nobody has answered.</summary>
    public CommandAnswer? Answer(long key) => _session.One(
        "SELECT outcome, said FROM command WHERE key = ?1 AND outcome IS NOT NULL",
        row => new CommandAnswer(Words.Read<CommandOutcome>(row.GetString(0)) ?? CommandOutcome.Refused, row.GetString(1)), key);

    /// <summary>Writes down how one went; what was answered before stays.</summary>
    public bool Answered(long key, CommandAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return _session.Run("UPDATE command SET outcome = ?2, said = ?3 WHERE key = ?1 AND outcome IS NULL", key, answer.Outcome.Word(), answer.Said) == 1;
    }
}

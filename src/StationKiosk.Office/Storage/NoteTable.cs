namespace StationKiosk.Office.Storage;

/// <summary>What somebody wrote down about a station.</summary>
/// <param name="Station">The station.</param>
/// <param name="At">When.</param>
/// <param name="Account">Who; null where nobody signs in.</param>
/// <param name="Text">The note.</param>
public sealed record Note(string Station, DateTimeOffset At, string? Account, string Text);

/// <summary>Notes about stations; they are added and never changed.</summary>
public sealed class NoteTable
{
    /// <summary>Characters of one note.</summary>
    public const int TextMax = 1_000;

    private readonly StoreSession _session;

    internal NoteTable(StoreSession session) => _session = session;

    /// <summary>Adds one.</summary>
    public void Add(Note note)
    {
        ArgumentNullException.ThrowIfNull(note);
        _session.Run("INSERT INTO note (station, at, account, text) VALUES (?1, ?2, ?3, ?4)", note.Station, note.At, note.Account, note.Text);
    }

    /// <summary>The newest of a station, the newest first.</summary>
    public IReadOnlyList<Note> Of(string station, int most) => _session.All(
        "SELECT station, at, account, text FROM note WHERE station = ?1 ORDER BY at DESC, key DESC LIMIT ?2",
        row => new Note(row.GetString(0), row.Time(1), row.Text(2), row.GetString(3)), station, most);
}

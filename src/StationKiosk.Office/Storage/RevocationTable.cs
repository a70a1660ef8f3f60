namespace StationKiosk.Office.Storage;

/// <summary>What can be revoked (closed set).</summary>
public enum Revocable
{
    /// <summary>One badge, by its id.</summary>
    Badge,

    /// <summary>Every badge of a worker, by the pseudonym.</summary>
    Subject,

    /// <summary>A wall card, by its id.</summary>
    Card,
}

/// <summary>Something revoked.</summary>
/// <param name="Kind">What.</param>
/// <param name="Id">A badge's or card's id in lower-case hex, or a pseudonym.</param>
/// <param name="At">When.</param>
public sealed record Revocation(Revocable Kind, string Id, DateTimeOffset At);

/// <summary>Revoked badges, pseudonyms and cards; a running office publishes a change within seconds.</summary>
public sealed class RevocationTable
{
    private readonly StoreSession _session;

    internal RevocationTable(StoreSession session) => _session = session;

    /// <summary>Revokes; false where it was revoked before, which stays as it was.</summary>
    public bool Add(Revocation revocation)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        return _session.Run(
            "INSERT INTO revocation (kind, id, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", revocation.Kind.Word(), revocation.Id, revocation.At) == 1;
    }

    /// <summary>When something was revoked; null where it is not.</summary>
    public DateTimeOffset? At(Revocable kind, string id) =>
        _session.One("SELECT at FROM revocation WHERE kind = ?1 AND id = ?2", row => row.OptionalTime(0), kind.Word(), id);

    /// <summary>Everything revoked.</summary>
    public IReadOnlyList<Revocation> All() => _session.All(
        "SELECT kind, id, at FROM revocation ORDER BY kind, id",
        row => new Revocation(Words.Read<Revocable>(row.GetString(0))!.Value, row.GetString(1), row.Time(2)));
}

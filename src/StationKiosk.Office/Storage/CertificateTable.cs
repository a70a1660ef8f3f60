namespace StationKiosk.Office.Storage;

/// <summary>A certificate that was issued to a station.</summary>
/// <param name="Serial">Its serial number, upper-case hex.</param>
/// <param name="Station">Whose.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="NotAfter">Good until.</param>
/// <param name="RevokedAt">Revoked since; null while it is not.</param>
public sealed record StoredCertificate(string Serial, string Station, DateTimeOffset IssuedAt, DateTimeOffset NotAfter, DateTimeOffset? RevokedAt);

/// <summary>Enrolment codes (only their hashes), certificates, and stations that are let back in.</summary>
public sealed class CertificateTable
{
    private readonly StoreSession _session;

    internal CertificateTable(StoreSession session) => _session = session;

    /// <summary>A station's new code; one it had before is no longer good.</summary>
    public void PutCode(byte[] hash, string station, DateTimeOffset expires)
    {
        _session.Run("DELETE FROM enrolment_code WHERE station = ?1", station);
        _session.Run("INSERT INTO enrolment_code (hash, station, expires_at) VALUES (?1, ?2, ?3)", hash, station, expires);
    }

    /// <summary>Uses a code up: whose it was, or null where it is not there or its time is over.</summary>
    public string? TakeCode(byte[] hash, DateTimeOffset now)
    {
        string? station = _session.One("SELECT station FROM enrolment_code WHERE hash = ?1 AND expires_at > ?2", row => row.GetString(0), hash, now);
        _session.Run("DELETE FROM enrolment_code WHERE hash = ?1 OR expires_at <= ?2", hash, now);
        return station;
    }

    /// <summary>Notes a certificate.</summary>
    public void Add(StoredCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _session.Run(
            "INSERT INTO certificate (serial, station, issued_at, not_after) VALUES (?1, ?2, ?3, ?4)",
            certificate.Serial, certificate.Station, certificate.IssuedAt, certificate.NotAfter);
    }

    /// <summary>One certificate; null where this office has not issued it.</summary>
    public StoredCertificate? Find(string serial) => _session.One($"{Select} WHERE serial = ?1", Map, serial);

    /// <summary>A station's certificates, the newest first.</summary>
    public IReadOnlyList<StoredCertificate> Of(string station) => _session.All($"{Select} WHERE station = ?1 ORDER BY issued_at DESC, rowid DESC", Map, station);

    /// <summary>Every revoked certificate.</summary>
    public IReadOnlyList<StoredCertificate> Revoked() => _session.All($"{Select} WHERE revoked_at IS NOT NULL ORDER BY revoked_at, serial", Map);

    /// <summary>Revokes a station's certificates, all or all but one; returns how many it revoked.</summary>
    public int Revoke(string station, DateTimeOffset at, string? exceptSerial = null) => _session.Run(
        "UPDATE certificate SET revoked_at = ?2 WHERE station = ?1 AND revoked_at IS NULL AND serial <> ?3", station, at, exceptSerial ?? "");

    /// <summary>Lets a station renew with a certificate that has run out, once, until then.</summary>
    public void Readmit(string station, DateTimeOffset until) => _session.Run(
        "INSERT INTO readmission (station, until) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET until = excluded.until", station, until);

    /// <summary>Uses a readmission up; whether there was one.</summary>
    public bool TakeReadmission(string station, DateTimeOffset now) =>
        _session.Run("DELETE FROM readmission WHERE station = ?1 AND until > ?2", station, now) == 1;

    /// <summary>Takes back what would let a station in without a certificate: its code and its readmission.</summary>
    public void CloseDoors(string station)
    {
        _session.Run("DELETE FROM enrolment_code WHERE station = ?1", station);
        _session.Run("DELETE FROM readmission WHERE station = ?1", station);
    }

    private const string Select = "SELECT serial, station, issued_at, not_after, revoked_at FROM certificate";

    private static StoredCertificate Map(Microsoft.Data.Sqlite.SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.Time(2), row.Time(3), row.OptionalTime(4));
}

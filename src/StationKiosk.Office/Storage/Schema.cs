namespace StationKiosk.Office.Storage;

/// <summary>The store's tables, as steps from each version to the next; <c>PRAGMA user_version</c> says which were taken.</summary>
internal static class Schema
{
    /// <summary>Times are UTC milliseconds since 1970; ids are text as on the wire; <c>held</c> is a <see cref="Intake.SeqCoverage"/>.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE station (
          id TEXT PRIMARY KEY, name TEXT NOT NULL, latitude REAL, longitude REAL, registered_at INTEGER NOT NULL, retired_at INTEGER) STRICT;
        CREATE TABLE zone (
          station TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, service TEXT NOT NULL, capacity INTEGER,
          PRIMARY KEY (station, position)) STRICT, WITHOUT ROWID;
        CREATE TABLE contact (station TEXT PRIMARY KEY, last_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE latest (
          station TEXT NOT NULL, topic INTEGER NOT NULL, at INTEGER NOT NULL, received_at INTEGER NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY (station, topic)) STRICT, WITHOUT ROWID;
        CREATE TABLE epoch (
          key INTEGER PRIMARY KEY, station TEXT NOT NULL, id TEXT NOT NULL, held TEXT NOT NULL, began_at INTEGER, complete_until INTEGER,
          seen_at INTEGER NOT NULL, UNIQUE (station, id)) STRICT;
        CREATE TABLE watermark (epoch INTEGER NOT NULL, last_seq INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (epoch, last_seq)) STRICT, WITHOUT ROWID;
        CREATE TABLE event (
          epoch INTEGER NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL, received_at INTEGER NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
        CREATE TABLE visit (
          epoch INTEGER NOT NULL, seq INTEGER NOT NULL, station TEXT NOT NULL, time INTEGER NOT NULL, clock TEXT NOT NULL, boot TEXT NOT NULL,
          mono INTEGER NOT NULL, sub TEXT, badge TEXT, category TEXT, reader TEXT NOT NULL, zone TEXT, service TEXT, flags TEXT NOT NULL,
          counted INTEGER NOT NULL, why TEXT, PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
        CREATE INDEX visit_usage ON visit (counted, time, station, service, category);
        CREATE INDEX visit_station ON visit (station, counted, time);
        CREATE INDEX visit_unsynced ON visit (station, boot) WHERE clock = 'unsynced';
        CREATE TABLE boot (station TEXT NOT NULL, id TEXT NOT NULL, began_at INTEGER NOT NULL, PRIMARY KEY (station, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE quarantine (
          key INTEGER PRIMARY KEY, station TEXT NOT NULL, topic TEXT NOT NULL, epoch INTEGER, seq INTEGER, why TEXT NOT NULL,
          first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, times INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL,
          UNIQUE (station, hash)) STRICT;
        CREATE INDEX quarantine_epoch ON quarantine (epoch, seq) WHERE seq IS NOT NULL;
        CREATE TABLE revocation (kind TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
        """,
        """
        ALTER TABLE event ADD COLUMN link BLOB;
        ALTER TABLE epoch ADD COLUMN chain_breaks INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE lost (
          epoch INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (epoch, first, last)) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE enrolment_code (hash BLOB PRIMARY KEY, station TEXT NOT NULL UNIQUE, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE certificate (
          serial TEXT NOT NULL UNIQUE, station TEXT NOT NULL, issued_at INTEGER NOT NULL, not_after INTEGER NOT NULL, revoked_at INTEGER) STRICT;
        CREATE INDEX certificate_station ON certificate (station, issued_at);
        CREATE TABLE readmission (station TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE complaint_closed (epoch INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, account TEXT, PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
        CREATE TABLE note (key INTEGER PRIMARY KEY, station TEXT NOT NULL, at INTEGER NOT NULL, account TEXT, text TEXT NOT NULL) STRICT;
        CREATE INDEX note_station ON note (station, at);
        CREATE INDEX event_problem ON event (time) WHERE type = 'problem.reported';
        CREATE INDEX event_used ON event (time) WHERE type = 'service.used';
        CREATE TABLE account (name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT, created_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE account_station (account TEXT NOT NULL, station TEXT NOT NULL, PRIMARY KEY (account, station)) STRICT, WITHOUT ROWID;
        CREATE TABLE session (hash BLOB PRIMARY KEY, account TEXT NOT NULL, ends_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE invitation (hash BLOB PRIMARY KEY, account TEXT NOT NULL, ends_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE audit (key INTEGER PRIMARY KEY, at INTEGER NOT NULL, account TEXT, action TEXT NOT NULL, subject TEXT, address TEXT) STRICT;
        CREATE INDEX event_occupancy ON event (epoch, time) WHERE type = 'occupancy.changed';
        """,
        """
        CREATE TABLE command (
          key INTEGER PRIMARY KEY, station TEXT NOT NULL, name TEXT NOT NULL, payload BLOB NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL,
          outcome TEXT, said TEXT) STRICT;
        CREATE INDEX command_waiting ON command (key) WHERE outcome IS NULL;
        """,
        """
        ALTER TABLE event ADD COLUMN boot TEXT;
        ALTER TABLE event ADD COLUMN mono INTEGER;
        ALTER TABLE event ADD COLUMN error INTEGER;
        UPDATE event SET boot = json_extract(CAST(body AS TEXT), '$.boot'), mono = json_extract(CAST(body AS TEXT), '$.mono'),
          error = iif(json_extract(CAST(body AS TEXT), '$.clock') = 'synced', 2000, NULL);
        CREATE INDEX event_coarse ON event (boot) WHERE error IS NULL OR error > 2000;
        ALTER TABLE visit ADD COLUMN error INTEGER;
        UPDATE visit SET error = 2000 WHERE clock = 'synced';
        DROP INDEX visit_unsynced;
        CREATE INDEX visit_coarse ON visit (station, boot) WHERE error IS NULL OR error > 2000;
        CREATE TABLE sync_point (
          station TEXT NOT NULL, boot TEXT NOT NULL, mono INTEGER NOT NULL, boot_time INTEGER NOT NULL, error INTEGER NOT NULL, office INTEGER NOT NULL,
          PRIMARY KEY (station, boot, mono, boot_time)) STRICT, WITHOUT ROWID;
        INSERT INTO sync_point SELECT station, id, 0, began_at, 2000, 0 FROM boot;
        DROP TABLE boot;
        CREATE TABLE revision (
          station TEXT NOT NULL, quarter INTEGER NOT NULL, at INTEGER NOT NULL, visits INTEGER NOT NULL, PRIMARY KEY (quarter, station)) STRICT, WITHOUT ROWID;
        CREATE TABLE alarm (
          station TEXT NOT NULL, kind TEXT NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, times INTEGER NOT NULL, detail TEXT NOT NULL,
          PRIMARY KEY (station, kind)) STRICT, WITHOUT ROWID;
        ALTER TABLE epoch ADD COLUMN first_seen_at INTEGER NOT NULL DEFAULT 0;
        UPDATE epoch SET first_seen_at = seen_at;
        ALTER TABLE quarantine ADD COLUMN discarded TEXT;
        CREATE INDEX visit_unknown_key ON visit (epoch, seq) WHERE why = 'unknown-key';
        """,
        "CREATE INDEX visit_worker ON visit (sub, time) WHERE counted = 1 AND sub IS NOT NULL",
    ];

    /// <summary>The version this program writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Brings the file to the newest version, in one transaction.</summary>
    /// <exception cref="StoreUnavailableException">The file was written by a newer program.</exception>
    public static void Migrate(StoreSession session) => session.InTransaction("BEGIN IMMEDIATE", () =>
    {
        int version = session.One("PRAGMA user_version", row => row.GetInt32(0));
        if (version > Version)
        {
            throw new StoreUnavailableException($"{session.File} has version {version}, this program knows {Version}: use the newer program");
        }

        foreach (string step in Steps.Skip(version))
        {
            session.Script(step);
        }

        session.Script($"PRAGMA user_version = {Version}");
        return version;
    });
}

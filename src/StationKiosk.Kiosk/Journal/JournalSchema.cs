using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using StationKiosk.Hosting.Integrity;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <summary>The journal's tables, as steps from each version to the next; <c>PRAGMA user_version</c> says which were taken.</summary>
internal static class JournalSchema
{
    private static readonly Action<SqliteConnection, SqliteTransaction>[] Steps = [First, WithBodiesAndChain, WithMarks, WithTail];

    /// <summary>"SK" in the upper half of SQLite's <c>application_id</c>; the lower half says the version again: one changed bit is no newer program.</summary>
    private const long Application = 0x534B0000;

    /// <summary>The first versions said it once.</summary>
    private const int VersionsSaidOnce = 2;

    /// <summary>Brings the file to the newest version, each step in one transaction.</summary>
    /// <exception cref="NewerJournalException">A newer program made the file.</exception>
    /// <exception cref="InvalidDataException">The version is damaged.</exception>
    public static void Migrate(SqliteConnection connection, string path)
    {
        long version = Number(connection, "PRAGMA user_version");
        long again = Number(connection, "PRAGMA application_id");
        if (again != Application + version && !(again == 0 && version <= VersionsSaidOnce))
        {
            throw new InvalidDataException("the journal's version is damaged");
        }

        if (version > Steps.Length)
        {
            throw new NewerJournalException(
                $"{path} is a journal of version {version}; this program knows up to {Steps.Length}: install the program that wrote it, or a newer one");
        }

        for (int next = (int)version; next < Steps.Length; next++)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            Steps[next](connection, transaction);
            Run(connection, transaction, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {next + 1}; PRAGMA application_id = {Application + next + 1}"));
            transaction.Commit();
        }
    }

    /// <summary>Over the row of table <c>journal</c>: a changed epoch or receipt must not be believed.</summary>
    public static long HeadCheck(string epoch, long born, string? receipt) => new Checksum().Add(epoch).Add(born).Add(receipt).Value;

    private static void First(SqliteConnection connection, SqliteTransaction transaction) => Run(connection, transaction,
        """
        CREATE TABLE journal(
          one INTEGER PRIMARY KEY CHECK (one = 1),
          epoch TEXT NOT NULL,
          born INTEGER NOT NULL,
          receipt TEXT
        ) STRICT;
        CREATE TABLE event(
          seq INTEGER PRIMARY KEY,
          id TEXT NOT NULL,
          type TEXT NOT NULL,
          time INTEGER NOT NULL,
          synced INTEGER NOT NULL,
          boot TEXT NOT NULL,
          mono INTEGER NOT NULL,
          data TEXT NOT NULL
        ) STRICT;
        CREATE INDEX visit_time ON event(time) WHERE type = 'visit.checked-in';
        """);

    /// <summary>Events as the bytes that are sent, each with a checksum and its place in the chain.</summary>
    private static void WithBodiesAndChain(SqliteConnection connection, SqliteTransaction transaction)
    {
        Run(connection, transaction,
            """
            DROP INDEX visit_time;
            ALTER TABLE event RENAME TO event_1;
            CREATE TABLE event(
              seq INTEGER PRIMARY KEY,
              type TEXT NOT NULL,
              time INTEGER NOT NULL,
              after BLOB NOT NULL,
              body BLOB NOT NULL,
              sum INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX visit_time ON event(time) WHERE type = 'visit.checked-in';
            ALTER TABLE journal ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
            """);
        if (SealHead(connection, transaction) is { } epoch)
        {
            CopyEvents(connection, transaction, epoch);
        }

        Run(connection, transaction, "DROP TABLE event_1");
    }

    /// <summary>How far receipts went and when, how far blanking and shedding came, and what is shed first, to be found.</summary>
    private static void WithMarks(SqliteConnection connection, SqliteTransaction transaction) => Run(connection, transaction,
        """
        CREATE TABLE receipted(through INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
        CREATE TABLE mark(name TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX shed_first ON event(type) WHERE type IN ('device.changed', 'occupancy.changed', 'occupancy.recounted');
        """);

    /// <summary>Nothing in the file: a program that knows no tail must not go on with it, for what SQLite has not flushed stands only there.</summary>
    private static void WithTail(SqliteConnection connection, SqliteTransaction transaction)
    {
    }

    private static Guid? SealHead(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var head = Ask(connection, transaction, "SELECT epoch, born, receipt FROM journal").ExecuteReader();
        if (!head.Read())
        {
            return null;
        }

        string epoch = head.GetString(0);
        using var seal = Ask(connection, transaction, "UPDATE journal SET sum = $sum");
        seal.Parameters.AddWithValue("$sum", HeadCheck(epoch, head.GetInt64(1), head.IsDBNull(2) ? null : head.GetString(2)));
        head.Close();
        seal.ExecuteNonQuery();
        return Guid.Parse(epoch);
    }

    private static void CopyEvents(SqliteConnection connection, SqliteTransaction transaction, Guid epoch)
    {
        byte[] after = Chain.Start(epoch);
        using var insert = new RowInsert(connection, "INSERT");
        using var row = Ask(connection, transaction, "SELECT seq, id, type, time, synced, boot, mono, data FROM event_1 ORDER BY seq").ExecuteReader();
        while (row.Read())
        {
            var next = new JournalRow(row.GetInt64(0), row.GetString(2), row.GetInt64(3), after, FirstBody(row));
            insert.Run(next, transaction);
            after = next.Link;
        }
    }

    private static byte[] FirstBody(SqliteDataReader row)
    {
        using var data = JsonDocument.Parse(row.GetString(7));
        var e = new JournalEvent(
            row.GetInt64(0), Guid.Parse(row.GetString(1)), row.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
            row.GetInt64(4) == 1 ? ClockQuality.Synced : ClockQuality.Unsynced, Guid.Parse(row.GetString(5)), row.GetInt64(6), data.RootElement);
        return ProtocolJson.Bytes(e, ProtocolJson.Default.JournalEvent);
    }

    private static void Run(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = Ask(connection, transaction, sql);
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var ask = Ask(connection, null, sql);
        return (long)ask.ExecuteScalar()!;
    }

    private static SqliteCommand Ask(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command;
    }
}

/// <summary>Writes rows of table <c>event</c>.</summary>
internal sealed class RowInsert : IDisposable
{
    private readonly SqliteCommand _insert;

    public RowInsert(SqliteConnection connection, string insert)
    {
        _insert = connection.CreateCommand();
        _insert.CommandText = $"{insert} INTO event(seq, type, time, after, body, sum) VALUES ($seq, $type, $time, $after, $body, $sum)";
        foreach (string name in (string[])["$seq", "$type", "$time", "$after", "$body", "$sum"])
        {
            _insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        }
    }

    public void Run(JournalRow row, SqliteTransaction transaction)
    {
        _insert.Transaction = transaction;
        object[] values = [row.Seq, row.Type, row.Time, row.After, row.Body, row.Check];
        for (int i = 0; i < values.Length; i++)
        {
            _insert.Parameters[i].Value = values[i];
        }

        _insert.ExecuteNonQuery();
    }

    public void Dispose() => _insert.Dispose();
}

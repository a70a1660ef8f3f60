using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <summary>One connection to the journal's SQLite file. Not for use from two threads at once.</summary>
internal sealed class JournalFile : IDisposable
{
    /// <summary>Longest wait for another program that holds the file, such as a backup; a worker stands waiting.</summary>
    private const int BusySeconds = 1;

    /// <summary>The type is written out, not a parameter: only then can SQLite use the partial index.</summary>
    private const string VisitsInTime = $"type = '{EventTypes.VisitCheckedIn}' AND time >= $from AND time < $to";

    private static readonly string[] Migrations =
    [
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
        """,
    ];

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private bool _logIsFresh;

    private JournalFile(SqliteConnection connection)
    {
        _connection = connection;
        _insert = connection.CreateCommand();
        _insert.CommandText = "INSERT INTO event(seq, id, type, time, synced, boot, mono, data) VALUES ($seq, $id, $type, $time, $synced, $boot, $mono, $data)";
        foreach (string name in (string[])["$seq", "$id", "$type", "$time", "$synced", "$boot", "$mono", "$data"])
        {
            _insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        }
    }

    /// <summary>Opens for writing, creating or migrating the file.</summary>
    /// <exception cref="SqliteException">The file cannot be opened or is not a journal.</exception>
    /// <exception cref="InvalidDataException">A newer program made the file.</exception>
    public static JournalFile OpenToWrite(string path)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304;");
            Migrate(connection, path);
            return new JournalFile(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens an existing journal for reading beside its writer.</summary>
    public static JournalFile OpenToRead(string path) => new(Connect(path, SqliteOpenMode.ReadOnly));

    public (Guid Epoch, Receipt? Receipt) Head(Func<(Guid Epoch, DateTimeOffset Born)> birth)
    {
        if (ReadHead() is { } head)
        {
            return head;
        }

        var (epoch, born) = birth();
        using var insert = Command(
            "INSERT INTO journal(one, epoch, born) VALUES (1, $epoch, $born)", ("$epoch", epoch.ToString()), ("$born", born.ToUnixTimeMilliseconds()));
        insert.ExecuteNonQuery();
        return (epoch, null);
    }

    /// <summary>The epoch and the last receipt; null in a file just created.</summary>
    public (Guid Epoch, Receipt? Receipt)? ReadHead()
    {
        using var select = Command("SELECT epoch, receipt FROM journal");
        using var row = select.ExecuteReader();
        return row.Read() ? (Guid.Parse(row.GetString(0)), row.IsDBNull(1) ? null : JsonSerializer.Deserialize(row.GetString(1), ProtocolJson.Default.Receipt)) : null;
    }

    /// <summary>SQLite's <c>synchronous</c>: 2 is FULL, a flush with every commit.</summary>
    public long SynchronousLevel()
    {
        using var ask = Command("PRAGMA synchronous");
        return (long)ask.ExecuteScalar()!;
    }

    public long LastSeq()
    {
        using var select = Command("SELECT coalesce(max(seq), 0) FROM event");
        return (long)select.ExecuteScalar()!;
    }

    /// <summary>Writes events and, if one is given, the newest receipt, in one transaction: one fsync.</summary>
    public void Commit(IReadOnlyList<JournalEvent> events, IReadOnlyList<string> data, Receipt? receipt)
    {
        BeginFreshLog();
        using var transaction = _connection.BeginTransaction(deferred: false);
        for (int i = 0; i < events.Count; i++)
        {
            Insert(events[i], data[i], transaction);
        }

        if (receipt is not null)
        {
            using var update = Command("UPDATE journal SET receipt = $receipt", ("$receipt", JsonSerializer.Serialize(receipt, ProtocolJson.Default.Receipt)));
            update.Transaction = transaction;
            update.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>Events with <paramref name="from"/> ≤ seq ≤ <paramref name="to"/> in order, at most <paramref name="most"/>, lazily.</summary>
    public IEnumerable<JournalEvent> Read(long from, long to, int most)
    {
        using var select = Command(
            "SELECT seq, id, type, time, synced, boot, mono, data FROM event WHERE seq BETWEEN $from AND $to ORDER BY seq LIMIT $most",
            ("$from", from), ("$to", to), ("$most", most));
        using var row = select.ExecuteReader();
        while (row.Read())
        {
            yield return Event(row);
        }
    }

    /// <summary>Visits from a wall-clock time to another (not included), newest first, lazily.</summary>
    public IEnumerable<JournalEvent> ReadVisits(DateTimeOffset from, DateTimeOffset to, int most)
    {
        using var select = Command(
            $"SELECT seq, id, type, time, synced, boot, mono, data FROM event WHERE {VisitsInTime} ORDER BY time DESC, seq DESC LIMIT $most",
            ("$from", from.ToUnixTimeMilliseconds()), ("$to", to.ToUnixTimeMilliseconds()), ("$most", most));
        using var row = select.ExecuteReader();
        while (row.Read())
        {
            yield return Event(row);
        }
    }

    public long CountVisits(DateTimeOffset from, DateTimeOffset to)
    {
        using var select = Command(
            $"SELECT count(*) FROM event WHERE {VisitsInTime}", ("$from", from.ToUnixTimeMilliseconds()), ("$to", to.ToUnixTimeMilliseconds()));
        return (long)select.ExecuteScalar()!;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    /// <summary>
    /// What an earlier connection left in the write-ahead log may be there for the eye only: after an fsync that failed the kernel holds its pages as
    /// clean, no later fsync writes them (fsync(2)), and a power cut takes them with all that was appended behind. So nothing is appended behind
    /// them: they are written into the file, and the log begins anew.
    /// </summary>
    private void BeginFreshLog()
    {
        if (!_logIsFresh)
        {
            Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            _logIsFresh = true;
        }
    }

    private void Insert(JournalEvent e, string data, SqliteTransaction transaction)
    {
        _insert.Transaction = transaction;
        object[] values = [e.Seq, e.Id.ToString(), e.Type, e.Time.ToUnixTimeMilliseconds(), e.Clock == ClockQuality.Synced ? 1 : 0, e.Boot.ToString(), e.Mono, data];
        for (int i = 0; i < values.Length; i++)
        {
            _insert.Parameters[i].Value = values[i];
        }

        _insert.ExecuteNonQuery();
    }

    private static JournalEvent Event(SqliteDataReader row)
    {
        using var data = JsonDocument.Parse(row.GetString(7));
        return new JournalEvent(
            row.GetInt64(0), Guid.Parse(row.GetString(1)), row.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
            row.GetInt64(4) == 1 ? ClockQuality.Synced : ClockQuality.Unsynced, Guid.Parse(row.GetString(5)), row.GetInt64(6), data.RootElement.Clone());
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        connection.Open();
        return connection;
    }

    private static void Migrate(SqliteConnection connection, string path)
    {
        using var ask = connection.CreateCommand();
        ask.CommandText = "PRAGMA user_version";
        long version = (long)ask.ExecuteScalar()!;
        if (version > Migrations.Length)
        {
            throw new InvalidDataException(
                $"{path} is a journal of version {version}; this program knows up to {Migrations.Length}: install the program that wrote it, or a newer one");
        }

        for (long next = version; next < Migrations.Length; next++)
        {
            Execute(connection, $"BEGIN IMMEDIATE; {Migrations[next]} PRAGMA user_version = {(next + 1).ToString(CultureInfo.InvariantCulture)}; COMMIT;");
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}

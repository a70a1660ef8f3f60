using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <summary>One connection to the journal's SQLite file. Not for use from two threads at once.</summary>
internal sealed partial class JournalFile : IDisposable
{
    /// <summary>Longest wait for another program that holds the file, such as a backup; a worker stands waiting.</summary>
    private const int BusySeconds = 1;

    /// <summary>Rows at the end among which a sound one is looked for.</summary>
    private const int LastLookedAt = 50;

    private const string Columns = "seq, type, time, after, body, sum";

    /// <summary>The type is written out, not a parameter: only then can SQLite use the partial index.</summary>
    private const string VisitsInTime = $"type = '{EventTypes.VisitCheckedIn}' AND time >= $from AND time < $to";

    private readonly SqliteConnection _connection;
    private RowInsert? _insert;
    private bool _logIsFresh;

    private JournalFile(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens for writing, creating or migrating the file.</summary>
    /// <exception cref="SqliteException">The file cannot be opened or is not a journal.</exception>
    /// <exception cref="InvalidDataException">A newer program made the file, or its head is damaged.</exception>
    public static JournalFile OpenToWrite(string path)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            using var settings = connection.CreateCommand();
            settings.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 4194304; PRAGMA secure_delete = ON;";
            settings.ExecuteNonQuery();
            JournalSchema.Migrate(connection, path);
            return new JournalFile(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that may be damaged, to read what can be; nothing but SQLite's own recovery changes it.</summary>
    public static JournalFile OpenToRescue(string path) => new(Connect(path, SqliteOpenMode.ReadWrite));

    /// <summary>Opens an existing journal for reading beside its writer.</summary>
    public static JournalFile OpenToRead(string path) => new(Connect(path, SqliteOpenMode.ReadOnly));

    public (Guid Epoch, Receipt? Receipt) Head(Func<(Guid Epoch, DateTimeOffset Born)> birth)
    {
        if (ReadHead() is { } head)
        {
            return head;
        }

        var (epoch, born) = birth();
        long bornAt = born.ToUnixTimeMilliseconds();
        using var insert = Command(
            "INSERT INTO journal(one, epoch, born, sum) VALUES (1, $epoch, $born, $sum)",
            ("$epoch", epoch.ToString()), ("$born", bornAt), ("$sum", JournalSchema.HeadCheck(epoch.ToString(), bornAt, receipt: null)));
        insert.ExecuteNonQuery();
        return (epoch, null);
    }

    /// <summary>The epoch and the last receipt; null in a file just created.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public (Guid Epoch, Receipt? Receipt)? ReadHead()
    {
        using var select = Command("SELECT epoch, receipt, born, sum FROM journal");
        using var row = select.ExecuteReader();
        if (!row.Read())
        {
            return null;
        }

        var (epoch, receipt) = (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1));
        return JournalSchema.HeadCheck(epoch, row.GetInt64(2), receipt) == row.GetInt64(3)
            ? (Guid.Parse(epoch), receipt is null ? null : JsonSerializer.Deserialize(receipt, ProtocolJson.Default.Receipt))
            : throw new InvalidDataException("the journal's head is damaged");
    }

    /// <summary>The last row that is as it was written; null where there is no row.</summary>
    /// <exception cref="InvalidDataException">The last <see cref="LastLookedAt"/> are damaged.</exception>
    public JournalRow? Last()
    {
        var last = Rows($"SELECT {Columns} FROM event ORDER BY seq DESC LIMIT $most", ("$most", LastLookedAt)).ToList();
        return last.Find(row => row.IsSound).Row ?? (last.Count == 0 ? null : throw new InvalidDataException("the journal's last events are damaged"));
    }

    /// <summary>The highest seq of any row, damaged or not; 0 for none.</summary>
    public long LastSeq() => Number("SELECT coalesce(max(seq), 0) FROM event");

    /// <summary>Writes events and, if one is given, the newest receipt, in one transaction, without a flush: <paramref name="store"/> makes them durable before they can be seen.</summary>
    public void Commit(IReadOnlyList<JournalRow> rows, Receipt? receipt, Action? store = null)
    {
        BeginFreshLog();
        _insert ??= new RowInsert(_connection, "INSERT");
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var row in rows)
        {
            _insert.Run(row, transaction);
        }

        if (receipt is not null)
        {
            Write(receipt, transaction);
        }

        store?.Invoke();
        transaction.Commit();
    }

    /// <summary>Writes rows over whatever stands in their place.</summary>
    public void PutBack(IReadOnlyList<JournalRow> rows)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        using var replace = new RowInsert(_connection, "INSERT OR REPLACE");
        foreach (var row in rows)
        {
            replace.Run(row, transaction);
        }

        transaction.Commit();
    }

    /// <summary>Up to which seq everything is known to be flushed by SQLite; 0 before the first checkpoint.</summary>
    public long FlushedTo { get; private set; }

    /// <summary>Copies the write-ahead log into the file, flushes both and empties it; false where a reader is in the way.</summary>
    public bool Checkpoint()
    {
        long last = LastSeq();
        if (Number("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
        {
            return false;
        }

        FlushedTo = last;
        return true;
    }

    /// <summary>Rows with <paramref name="from"/> ≤ seq ≤ <paramref name="to"/> in order, at most <paramref name="most"/>, lazily.</summary>
    public IEnumerable<StoredRow> Read(long from, long to, int most) => Rows(
        $"SELECT {Columns} FROM event WHERE seq BETWEEN $from AND $to ORDER BY seq LIMIT $most", ("$from", from), ("$to", to), ("$most", most));

    /// <summary>Visits from a wall-clock time to another (not included), newest first, lazily.</summary>
    public IEnumerable<JournalEvent> ReadVisits(DateTimeOffset from, DateTimeOffset to, int most) => Rows(
        $"SELECT {Columns} FROM event WHERE {VisitsInTime} ORDER BY time DESC, seq DESC LIMIT $most",
        ("$from", from.ToUnixTimeMilliseconds()), ("$to", to.ToUnixTimeMilliseconds()), ("$most", most))
        .Where(row => row.IsSound).Select(row => row.Row!.Event);

    public long CountVisits(DateTimeOffset from, DateTimeOffset to)
    {
        using var select = Command(
            $"SELECT count(*) FROM event WHERE {VisitsInTime}", ("$from", from.ToUnixTimeMilliseconds()), ("$to", to.ToUnixTimeMilliseconds()));
        return (long)select.ExecuteScalar()!;
    }

    public void Dispose()
    {
        _insert?.Dispose();
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
            Checkpoint();
            _logIsFresh = true;
        }
    }

    private void Write(Receipt receipt, SqliteTransaction transaction)
    {
        string text = JsonSerializer.Serialize(receipt, ProtocolJson.Default.Receipt);
        using var born = Command("SELECT epoch, born FROM journal");
        born.Transaction = transaction;
        using var head = born.ExecuteReader();
        head.Read();
        using var update = Command("UPDATE journal SET receipt = $receipt, sum = $sum",
            ("$receipt", text), ("$sum", JournalSchema.HeadCheck(head.GetString(0), head.GetInt64(1), text)));
        head.Close();
        update.Transaction = transaction;
        update.ExecuteNonQuery();
    }

    private IEnumerable<StoredRow> Rows(string sql, params (string Name, object Value)[] parameters)
    {
        using var select = Command(sql, parameters);
        using var row = select.ExecuteReader();
        while (row.Read())
        {
            yield return Row(row);
        }
    }

    private static StoredRow Row(SqliteDataReader row)
    {
        object[] values = new object[6];
        row.GetValues(values);
        var read = values is [long seq, string type, long time, byte[] after, byte[] body, long] ? new JournalRow(seq, type, time, after, body) : null;
        return new StoredRow(row.GetInt64(0), read, values[5] as long? ?? 0);
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        connection.Open();
        return connection;
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

/// <summary>A row as it was found.</summary>
/// <param name="Seq">Where.</param>
/// <param name="Row">What stands in it; null where a field is of another kind than was written.</param>
/// <param name="Sum">Its checksum, from when it was written.</param>
internal readonly record struct StoredRow(long Seq, JournalRow? Row, long Sum)
{
    /// <summary>Whether it is as it was written.</summary>
    [MemberNotNullWhen(true, nameof(Row))]
    public bool IsSound => Row?.Check == Sum;
}

using Microsoft.Data.Sqlite;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage.Pages;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Storage;

/// <summary>What was rescued of a table.</summary>
/// <param name="Name">The table.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="IsWhole">False where a page of it could not be read, so that rows may be missing.</param>
public sealed record RescuedTable(string Name, long Rows, bool IsWhole);

/// <summary>
/// Takes what can be read of a store with damaged pages into a new one. The new store holds of every journal just what it has, so its receipts say what is missing and the kiosks send that
/// again; a visit that is missing though its event is there is derived anew.
/// </summary>
public sealed class StoreRescue : IDisposable
{
    private const int SqliteIoError = 10, SqliteCorrupt = 11;

    /// <summary>Read by epoch and seq, for they are large: a damaged page costs the rows on it and no others.</summary>
    private static readonly string[] ByEpoch = ["event", "visit"];

    private readonly SqliteConnection _from;
    private readonly StoreSession _new;
    private readonly StoreTables _tables;

    private StoreRescue(SqliteConnection from, SqliteConnection to) 
    {
        (_from, _new) = (from, new StoreSession(to));
        _tables = new StoreTables(_new);
    }

    /// <summary>Rescues the store at <paramref name="path"/> into a new one at <paramref name="target"/>. Nothing may write to the damaged one meanwhile.</summary>
    /// <param name="path">The damaged store.</param>
    /// <param name="target">The new one; must not be there yet.</param>
    /// <param name="badges">Verifies the badges of visits that are derived anew.</param>
    /// <param name="now">The time.</param>
    /// <returns>Every table.</returns>
    /// <exception cref="StoreUnavailableException">Not even the list of its tables can be read, it is another version's, or the new one cannot be written.</exception>
    public static IReadOnlyList<RescuedTable> Run(string path, string target, BadgeCheck badges, DateTimeOffset now)
    {
        OfficeStore.Open(target).Dispose();
        using var rescue = new StoreRescue(Connect(path, SqliteOpenMode.ReadOnly), Connect(target, SqliteOpenMode.ReadWrite));
        try
        {
            return rescue._new.InTransaction("BEGIN IMMEDIATE", () => rescue.All(badges, now));
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"store {path} cannot be rescued: {e.Message} Restore the last copy.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _new.Dispose();
        _from.Dispose();
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        PageVfs.Use();
        var connection = new SqliteConnection(StoreFile.Address(path, mode, pooling: false));
        connection.Open();
        return connection;
    }

    private List<RescuedTable> All(BadgeCheck badges, DateTimeOffset now)
    {
        int version = Number(_from, "PRAGMA user_version");
        if (version != Schema.Version)
        {
            throw new StoreUnavailableException($"the store has version {version}, this program rescues {Schema.Version}: use the program that wrote it");
        }

        var names = _new.All("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", row => row.GetString(0));
        List<RescuedTable> tables = [.. names.Except(ByEpoch).Select(Small), .. ByEpoch.Select(Large)];
        DeriveAnew(new IntakeBook(_tables, badges, now), now);
        foreach (var epoch in _tables.Epochs.All())
        {
            Recount(epoch);
        }

        return tables;
    }

    /// <summary>In the order of its key, backwards, and as it lies, until one of them comes to its end: a page that cannot be read takes what is behind it in each.</summary>
    private RescuedTable Small(string table)
    {
        string[] key = [.. Keys(table)];
        string[] orders = [$"ORDER BY {string.Join(", ", key)}", $"ORDER BY {string.Join(", ", key.Select(column => $"{column} DESC"))}", ""];
        return Counted(table, orders.Any(order => TryCopy(table, order)));
    }

    private RescuedTable Large(string table)
    {
        bool isWhole = true;
        foreach (var epoch in _tables.Epochs.All())
        {
            isWhole &= TryCopyRange(table, epoch.Key, new SeqRange(1, Math.Max(1, epoch.Held.Highest)));
        }

        return Counted(table, isWhole);
    }

    /// <summary>In one, or by halves where it cannot be read in one; false where some of it could not be read at all.</summary>
    private bool TryCopyRange(string table, long epoch, SeqRange range)
    {
        if (TryCopy(table, $"WHERE epoch = {epoch} AND seq BETWEEN {range.From} AND {range.To}"))
        {
            return true;
        }

        if (range.Count == 1)
        {
            return false;
        }

        long middle = range.From + (range.Count / 2);
        return TryCopyRange(table, epoch, range with { To = middle - 1 }) & TryCopyRange(table, epoch, range with { From = middle });
    }

    /// <summary>Copies rows until there are no more or one cannot be read; those that are there already are passed over.</summary>
    private bool TryCopy(string table, string which)
    {
        string[] columns = [.. Columns(table)];
        using var select = _from.CreateCommand();
        select.CommandText = $"SELECT {string.Join(", ", columns)} FROM {table} {which}";
        string insert = $"INSERT OR IGNORE INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))})";
        object[] values = new object[columns.Length];
        try
        {
            using var row = select.ExecuteReader();
            while (row.Read())
            {
                row.GetValues(values);
                _new.Run(insert, values);
            }

            return true;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteIoError or SqliteCorrupt)
        {
            return false;
        }
    }

    /// <summary>Visits that are missing though their events are there: as if those came just now.</summary>
    private void DeriveAnew(IntakeBook book, DateTimeOffset now)
    {
        foreach (var (epoch, seq) in _new.All(
            "SELECT epoch, seq FROM event WHERE type = 'visit.checked-in' AND NOT EXISTS (SELECT 1 FROM visit WHERE visit.epoch = event.epoch AND visit.seq = event.seq)",
            row => (row.GetInt64(0), row.GetInt64(1))))
        {
            byte[] body = _tables.Events.Body(epoch, seq)!;
            _new.Run("DELETE FROM event WHERE epoch = ?1 AND seq = ?2", epoch, seq);
            book.Redrive(new QuarantineEntry(0, new Poison(_tables.Epochs.ByKey(epoch).Station, "", epoch, seq, "", body), now, now, 1, Discarded: null));
        }

        book.Close();
    }

    /// <summary>What is held is what is there; where that is less than it was, nothing is known to be complete until the kiosk has sent the rest.</summary>
    private void Recount(StoredEpoch was)
    {
        var held = new SeqCoverage();
        foreach (long seq in _new.All(
            "SELECT seq FROM event WHERE epoch = ?1 UNION SELECT seq FROM quarantine WHERE epoch = ?1 AND seq IS NOT NULL ORDER BY seq", row => row.GetInt64(0), was.Key))
        {
            held.TryAdd(seq);
        }

        foreach (var lost in _tables.Lost.Of(was.Key))
        {
            held.TryAdd(lost.Range);
        }

        if (held.ToString() != was.Held.ToString())
        {
            _new.Run("UPDATE epoch SET held = ?2, complete_until = NULL WHERE key = ?1", was.Key, held.ToString());
        }
    }

    private RescuedTable Counted(string table, bool isWhole) => new(table, _new.One($"SELECT count(*) FROM {table}", row => row.GetInt64(0)), isWhole);

    private List<string> Columns(string table) => _new.All($"SELECT name FROM pragma_table_info('{table}')", row => row.GetString(0));

    private List<string> Keys(string table) =>
        _new.All($"SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk", row => row.GetString(0)) is { Count: > 0 } keys ? keys : ["rowid"];

    private static int Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}

using Microsoft.Data.Sqlite;

namespace StationKiosk.Bench.CheckIn;

/// <summary>The least that SQLite can do durably: one row, one commit, in WAL mode with synchronous=FULL.</summary>
internal sealed class BareSqlite : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    public BareSqlite(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        using var create = _connection.CreateCommand();
        create.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE row(seq INTEGER PRIMARY KEY, data TEXT NOT NULL) STRICT;";
        create.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO row(data) VALUES ($data)";
        _insert.Parameters.AddWithValue("$data", new string('x', 200));
        _insert.Prepare();
    }

    public void Commit() => _insert.ExecuteNonQuery();

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }
}

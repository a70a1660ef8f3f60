using System.Security.Cryptography;

namespace StationKiosk.Office.Storage;

/// <summary>Something that came and could not be read, kept as it came.</summary>
/// <param name="Station">From where; <see cref="QuarantineTable.NoStation"/> where the topic names none.</param>
/// <param name="Topic">The topic it came on.</param>
/// <param name="Epoch">The epoch's key, where it could be told.</param>
/// <param name="Seq">The event's seq, where it could be told.</param>
/// <param name="Why">What is wrong with it.</param>
/// <param name="Bytes">What came.</param>
public sealed record Poison(string Station, string Topic, long? Epoch, long? Seq, string Why, byte[] Bytes);

/// <summary>An entry of the quarantine.</summary>
/// <param name="Key">Its number.</param>
/// <param name="Poison">What came.</param>
/// <param name="FirstAt">When it first came.</param>
/// <param name="LastAt">When it last came.</param>
/// <param name="Times">How often.</param>
/// <param name="Discarded">Why somebody discarded it, and then its bytes are gone; null where nobody did.</param>
public sealed record QuarantineEntry(long Key, Poison Poison, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Times, string? Discarded);

/// <summary>How parking something in quarantine ended (closed set).</summary>
public enum Parking
{
    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>The same was stored before; its count went up.</summary>
    Known,

    /// <summary>The station's quarantine is full; it is not stored, and no receipt will cover it.</summary>
    Full,
}

/// <summary>The quarantine: nothing is dropped unseen, nothing blocks, and sending the same again does not make it grow.</summary>
public sealed class QuarantineTable
{
    /// <summary>Entries of one station; beyond it nothing more is parked and the kiosk keeps what it has until somebody looks.</summary>
    public const int EntriesPerStationMax = 1_000;

    /// <summary>Bytes of one station's entries; beyond it as with <see cref="EntriesPerStationMax"/>.</summary>
    public const long BytesPerStationMax = 16 * 1024 * 1024;

    /// <summary>Seqs listed in one receipt, the newest; a kiosk drops them all the same, for <c>through</c> covers them.</summary>
    public const int SeqsListedMax = 256;

    /// <summary>Stands for a topic without a station id.</summary>
    public const string NoStation = "?";

    private readonly StoreSession _session;

    internal QuarantineTable(StoreSession session) => _session = session;

    /// <summary>Parks something.</summary>
    public Parking Park(Poison poison, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(poison);
        byte[] hash = SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes($"{poison.Topic}\n{poison.Epoch}\n{poison.Seq}\n"), .. poison.Bytes]);
        if (_session.Run("UPDATE quarantine SET times = times + 1, last_at = ?3 WHERE station = ?1 AND hash = ?2", poison.Station, hash, now) == 1)
        {
            return Parking.Known;
        }

        var (entries, bytes) = _session.One(
            "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM quarantine WHERE station = ?1 AND discarded IS NULL",
            row => (row.GetInt64(0), row.GetInt64(1)), poison.Station);
        if (entries >= EntriesPerStationMax || bytes + poison.Bytes.Length > BytesPerStationMax)
        {
            return Parking.Full;
        }

        _session.Run(
            """
            INSERT INTO quarantine (station, topic, epoch, seq, why, first_at, last_at, times, hash, bytes)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, 1, ?7, ?8)
            """,
            poison.Station, poison.Topic, poison.Epoch, poison.Seq, poison.Why, now, hash, poison.Bytes);
        return Parking.Stored;
    }

    /// <summary>The newest seqs of an epoch that are parked, ascending, at most <see cref="SeqsListedMax"/>.</summary>
    public IReadOnlyList<long> Seqs(long epoch) => [.. _session
        .All(
            "SELECT DISTINCT seq FROM quarantine WHERE epoch = ?1 AND seq IS NOT NULL ORDER BY seq DESC LIMIT ?2",
            row => row.GetInt64(0), epoch, SeqsListedMax)
        .Order()];

    /// <summary>How many entries each station has.</summary>
    public IReadOnlyDictionary<string, int> Counts() => _session
        .All("SELECT station, count(*) FROM quarantine WHERE discarded IS NULL GROUP BY station", row => (row.GetString(0), row.GetInt32(1)))
        .ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal);

    /// <summary>A station's entries, oldest first, without those discarded.</summary>
    public IReadOnlyList<Poison> Of(string station) => [.. All(station).Where(entry => entry.Discarded is null).Select(entry => entry.Poison)];

    /// <summary>Every entry of a station, or of all, oldest first.</summary>
    public IReadOnlyList<QuarantineEntry> All(string? station = null) =>
        _session.All($"SELECT {EntryColumns} FROM quarantine WHERE ?1 IS NULL OR station = ?1 ORDER BY key", Entry, station);

    /// <summary>The keys of all entries that are not discarded, oldest first.</summary>
    public IReadOnlyList<long> Keys() => _session.All("SELECT key FROM quarantine WHERE discarded IS NULL ORDER BY key", row => row.GetInt64(0));

    /// <summary>One entry; null where there is none of this number.</summary>
    public QuarantineEntry? One(long key) => _session.One($"SELECT {EntryColumns} FROM quarantine WHERE key = ?1", Entry, key);

    /// <summary>It was read after all.</summary>
    public void Remove(long key) => _session.Run("DELETE FROM quarantine WHERE key = ?1", key);

    /// <summary>Somebody has decided that it is nothing: its bytes go, the entry and the reason stay.</summary>
    public void Discard(long key, string reason) => _session.Run("UPDATE quarantine SET discarded = ?2, bytes = x'' WHERE key = ?1", key, reason);

    private const string EntryColumns = "key, station, topic, epoch, seq, why, bytes, first_at, last_at, times, discarded";

    private static QuarantineEntry Entry(Microsoft.Data.Sqlite.SqliteDataReader row) => new(
        row.GetInt64(0),
        new Poison(row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetInt64(3), row.IsDBNull(4) ? null : row.GetInt64(4), row.GetString(5), row.Bytes(6)),
        row.Time(7), row.Time(8), row.GetInt64(9), row.Text(10));
}

using Microsoft.Data.Sqlite;
using StationKiosk.Office.Storage.Pages;

namespace StationKiosk.Office.Storage;

/// <summary>
/// The office's durable store: one SQLite file, WAL, <c>synchronous=FULL</c>, so that what <see cref="Write{T}"/> returned from survives a
/// power cut; every page of it with a checksum, so that nothing damaged is read (<see cref="PageVfs"/>). One writer at a time in this process; writers of other processes (the command
/// line) wait for each other; readers never wait.
/// </summary>
public sealed class OfficeStore : IDisposable
{
    /// <summary>A writer of another process is waited for this long, then the write fails.</summary>
    public const int BusySeconds = 10;

    /// <summary>The write-ahead log is cut back to this after a checkpoint.</summary>
    public const int WalBytesMax = 64 * 1024 * 1024;

    /// <summary>
    /// What an earlier process left in the write-ahead log may be there for the eye only: after an fsync that failed the kernel holds its pages as clean, no
    /// later fsync writes them (fsync(2)), and a power cut takes them with all that was appended behind. So it is written into the file before anything is
    /// appended; where another process has the file open, that one has done it.
    /// </summary>
    private const string FreshLog = "PRAGMA wal_checkpoint(TRUNCATE)";

    private const int SqliteBusy = 5, SqliteLocked = 6, SqliteReadOnly = 8, SqliteIoError = 10, SqliteCorrupt = 11, SqliteFull = 13, SqliteCannotOpen = 14, SqliteNotADatabase = 26;

    private readonly string _path;
    private readonly StoreSession _session;
    private readonly StoreTables _tables;
    private readonly Lock _oneWriter = new();

    private OfficeStore(string path, StoreSession session) => (_path, _session, _tables) = (path, session, new StoreTables(session));

    /// <summary>Opens the file, makes it where there is none, and brings it to this program's version.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be opened, is not a store, or is a newer program's.</exception>
    public static OfficeStore Open(string path)
    {
        var connection = new SqliteConnection(StoreFile.Address(path, SqliteOpenMode.ReadWriteCreate, pooling: false));
        var session = new StoreSession(connection);
        try
        {
            StoreFile.Prepare(path);
            connection.Open();
            PageVfs.LeaveRoom(connection);
            session.Script($"PRAGMA page_size = {PageStamp.PageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = {WalBytesMax}");
            session.Script(FreshLog);
            Schema.Migrate(session);
            return new OfficeStore(path, session);
        }
        catch (Exception e)
        {
            session.Dispose();
            if (e is SqliteException fault)
            {
                throw IsDamage(session.File, fault)
                    ? Damaged(session.File, fault)
                    : new StoreUnavailableException($"store {path}: {e.Message} Check that the file is a StationKiosk store and may be written.", e);
            }

            throw;
        }
    }

    /// <summary>Runs <paramref name="work"/> in one transaction; when this returns, it is committed and on disk.</summary>
    /// <exception cref="StoreUnavailableException">Disk full, read-only, failing or busy: nothing is kept; try again later.</exception>
    public T Write<T>(Func<StoreTables, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_oneWriter)
        {
            return Guarded(() => _session.InTransaction("BEGIN IMMEDIATE", () => work(_tables)));
        }
    }

    /// <summary>Writes and commits something that changes nothing.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot write now.</exception>
    public void Probe() => Write(tables =>
    {
        tables.Touch();
        return true;
    });

    /// <summary>Runs <paramref name="work"/> on one consistent snapshot, read-only.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be read now.</exception>
    public T Read<T>(Func<StoreTables, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Guarded(() =>
        {
            var connection = new SqliteConnection(StoreFile.Address(_path, SqliteOpenMode.ReadOnly, pooling: true));
            using var session = new StoreSession(connection);
            connection.Open();
            return session.InTransaction("BEGIN", () => work(new StoreTables(session)));
        });
    }

    /// <summary>What was wrong with pages of the file since the program started.</summary>
    public PageFaults Faults => PageFaults.Of(_session.File);

    /// <summary>Reads up to <paramref name="count"/> pages as they lie on the disk, from number <paramref name="first"/> on (from 1); what is wrong with them, <see cref="Faults"/> says then.</summary>
    /// <returns>How many there were to read: fewer at the file's end.</returns>
    public int Verify(long first, int count)
    {
        lock (_oneWriter)
        {
            return PageVfs.Verify(_session.Connection, first, count);
        }
    }

    /// <summary>Writes a copy, as one consistent snapshot, into a plain SQLite file that anything which knows SQLite can read, and that put in the store's place is taken in.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read, or the copy cannot be written.</exception>
    public void CopyTo(string path) => Guarded(() =>
    {
        using var connection = new SqliteConnection(StoreFile.Address(_path, SqliteOpenMode.ReadOnly, pooling: false));
        connection.Open();
        StoreFile.CopyPlain(connection, path);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        // Before the writer: the last connection to go writes the log into the file, and a reader cannot.
        using var readers = new SqliteConnection(StoreFile.Address(_path, SqliteOpenMode.ReadOnly, pooling: true));
        SqliteConnection.ClearPool(readers);
        _session.Dispose();
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e) when (IsDamage(_session.File, e))
        {
            throw Damaged(_session.File, e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode
            is SqliteBusy or SqliteLocked or SqliteReadOnly or SqliteIoError or SqliteFull or SqliteCannotOpen)
        {
            throw new StoreUnavailableException($"store {_path}: {e.Message} Free or repair the disk; nothing already stored is lost.", e);
        }
    }

    /// <summary>Not every statement of SQLite's says of an I/O error which it was.</summary>
    private static bool IsDamage(string file, SqliteException e) => e.SqliteErrorCode is SqliteCorrupt or SqliteNotADatabase
        || e.SqliteExtendedErrorCode == PageVfs.DamagedPage
        || (e.SqliteErrorCode == SqliteIoError && PageFaults.Of(file).Damaged.Count > 0);

    private static StoreUnavailableException Damaged(string file, SqliteException e)
    {
        string what = PageFaults.Of(file).Damaged is { Count: > 0 } pages ? $"page {string.Join(", ", pages)} is damaged" : e.Message;
        return new StoreUnavailableException($"store {file}: {what}. Stop the office and restore the last copy, or take what can be read: station-office store rescue. The kiosks send again what it lacks.", e);
    }
}

/// <summary>The store's tables as one transaction sees them; good only inside it.</summary>
public sealed class StoreTables
{
    private readonly StoreSession _session;

    internal StoreTables(StoreSession session)
    {
        _session = session;
        Stations = new StationTable(session);
        Epochs = new EpochTable(session);
        Events = new EventTable(session);
        Lost = new LostTable(session);
        Visits = new VisitTable(session);
        SyncPoints = new SyncPointTable(session);
        Revisions = new RevisionTable(session);
        Alarms = new AlarmTable(session);
        Quarantine = new QuarantineTable(session);
        Latest = new LatestTable(session);
        Revocations = new RevocationTable(session);
        Commands = new CommandTable(session);
        Complaints = new ComplaintTable(session);
        Notes = new NoteTable(session);
        Accounts = new AccountTable(session);
        Certificates = new CertificateTable(session);
    }

    /// <summary>The register.</summary>
    public StationTable Stations { get; }

    /// <summary>What is held of every journal.</summary>
    public EpochTable Epochs { get; }

    /// <summary>Events as they came.</summary>
    public EventTable Events { get; }

    /// <summary>What will never come.</summary>
    public LostTable Lost { get; }

    /// <summary>Visits, derived from events.</summary>
    public VisitTable Visits { get; }

    /// <summary>What the sources of time said.</summary>
    public SyncPointTable SyncPoints { get; }

    /// <summary>Which figures of the past changed.</summary>
    public RevisionTable Revisions { get; }

    /// <summary>What somebody has to look into.</summary>
    public AlarmTable Alarms { get; }

    /// <summary>What could not be read.</summary>
    public QuarantineTable Quarantine { get; }

    /// <summary>The last state, occupancy and health of every station.</summary>
    public LatestTable Latest { get; }

    /// <summary>Revoked badges, pseudonyms and cards.</summary>
    public RevocationTable Revocations { get; }

    /// <summary>Commands to stations.</summary>
    public CommandTable Commands { get; }

    /// <summary>What wall cards said.</summary>
    public ComplaintTable Complaints { get; }

    /// <summary>Notes about stations.</summary>
    public NoteTable Notes { get; }

    /// <summary>Who may sign in, and what they did.</summary>
    public AccountTable Accounts { get; }

    /// <summary>Stations' certificates and how they come by them.</summary>
    public CertificateTable Certificates { get; }

    /// <summary>SQLite's <c>PRAGMA synchronous</c>: 2 is FULL, every commit is flushed.</summary>
    public int SynchronousLevel => _session.One("PRAGMA synchronous", row => row.GetInt32(0));

    /// <summary>Writes the version that is there already.</summary>
    internal void Touch() => _session.Script($"PRAGMA user_version = {Schema.Version}");
}

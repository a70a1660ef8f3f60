using Microsoft.Data.Sqlite;

namespace StationKiosk.Office.Storage;

/// <summary>What somebody may do (closed set).</summary>
public enum Role
{
    /// <summary>Everything.</summary>
    Office,

    /// <summary>See the stations of the account, close their complaints, write notes about them.</summary>
    Manager,
}

/// <summary>Somebody who may sign in.</summary>
/// <param name="Name">Their name, 1 to 40 characters.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Stations">Of a manager: the stations.</param>
/// <param name="Password">The hash; null until they chose one.</param>
/// <param name="CreatedAt">When the account was made.</param>
public sealed record Account(string Name, Role Role, IReadOnlyList<string> Stations, string? Password, DateTimeOffset CreatedAt);

/// <summary>Something somebody did that others may ask about later.</summary>
/// <param name="At">When.</param>
/// <param name="Account">Who; null where nobody was signed in.</param>
/// <param name="Action">What: a word such as <c>signed-in</c> or <c>complaint-closed</c>.</param>
/// <param name="Subject">To what.</param>
/// <param name="Address">From which network address; null from the command line.</param>
public sealed record AuditEntry(DateTimeOffset At, string? Account, string Action, string? Subject, string? Address);

/// <summary>Accounts, their sessions and one-time links (both as hashes: whoever reads the file can sign in as nobody), and the audit log.</summary>
public sealed class AccountTable
{
    /// <summary>What was done is kept up to so many entries; then the oldest go.</summary>
    public const int AuditEntriesMax = 20_000;

    /// <summary>Failed sign-ins are kept apart up to so many, so that whoever guesses passwords pushes nothing else out of the log.</summary>
    public const int FailedSignInsMax = 5_000;

    /// <summary>Entries between two looks whether there are too many.</summary>
    public const int TrimEvery = 100;

    /// <summary>The action of a failed sign-in.</summary>
    public const string SignInFailed = "sign-in-failed";

    private const string Columns = "account.name, account.role, account.password, account.created_at, (SELECT group_concat(station) FROM account_station WHERE account = account.name)";

    private readonly StoreSession _session;

    internal AccountTable(StoreSession session) => _session = session;

    /// <summary>Whether anybody can sign in.</summary>
    public bool Any() => _session.One("SELECT count(*) FROM account WHERE password IS NOT NULL", row => row.GetInt64(0)) > 0;

    /// <summary>Every account, by name.</summary>
    public IReadOnlyList<Account> All() => _session.All($"SELECT {Columns} FROM account ORDER BY name", Map);

    /// <summary>One account; null where there is none.</summary>
    public Account? Of(string name) => _session.One($"SELECT {Columns} FROM account WHERE name = ?1", Map, name);

    /// <summary>Adds or replaces an account.</summary>
    public void Put(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        _session.Run(
            "INSERT INTO account (name, role, password, created_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET role = excluded.role, password = excluded.password",
            account.Name, account.Role.Word(), account.Password, account.CreatedAt);
        _session.Run("DELETE FROM account_station WHERE account = ?1", account.Name);
        foreach (string station in account.Stations.Distinct(StringComparer.Ordinal))
        {
            _session.Run("INSERT INTO account_station (account, station) VALUES (?1, ?2)", account.Name, station);
        }
    }

    /// <summary>Removes an account with its sessions and links; false where there is none.</summary>
    public bool Remove(string name)
    {
        EndSessions(name);
        _session.Run("DELETE FROM invitation WHERE account = ?1", name);
        _session.Run("DELETE FROM account_station WHERE account = ?1", name);
        return _session.Run("DELETE FROM account WHERE name = ?1", name) == 1;
    }

    /// <summary>Begins a session.</summary>
    public void Begin(byte[] hash, string name, DateTimeOffset endsAt) =>
        _session.Run("INSERT INTO session (hash, account, ends_at) VALUES (?1, ?2, ?3)", hash, name, endsAt);

    /// <summary>The account of a session that holds; null where there is none.</summary>
    public Account? InSession(byte[] hash, DateTimeOffset now) => _session.One(
        $"SELECT {Columns} FROM session JOIN account ON account.name = session.account WHERE session.hash = ?1 AND session.ends_at > ?2", Map, hash, now);

    /// <summary>Ends one session, and those that are over.</summary>
    public void End(byte[] hash, DateTimeOffset now) => _session.Run("DELETE FROM session WHERE hash = ?1 OR ends_at <= ?2", hash, now);

    /// <summary>Ends every session of an account.</summary>
    public void EndSessions(string name) => _session.Run("DELETE FROM session WHERE account = ?1", name);

    /// <summary>Keeps the one link of an account (empty: the first account, whose name is yet to be chosen); an older one is no longer good.</summary>
    public void Invite(byte[] hash, string name, DateTimeOffset endsAt)
    {
        _session.Run("DELETE FROM invitation WHERE account = ?1", name);
        _session.Run("INSERT INTO invitation (hash, account, ends_at) VALUES (?1, ?2, ?3)", hash, name, endsAt);
    }

    /// <summary>The account that a link is for; null where it is none, used or over.</summary>
    public string? Invited(byte[] hash, DateTimeOffset now) =>
        _session.One("SELECT account FROM invitation WHERE hash = ?1 AND ends_at > ?2", row => row.GetString(0), hash, now);

    /// <summary>A link is used.</summary>
    public void TakeInvitation(byte[] hash) => _session.Run("DELETE FROM invitation WHERE hash = ?1", hash);

    /// <summary>Adds to the audit log; where there are too many entries, the oldest go.</summary>
    public void Log(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _session.Run("INSERT INTO audit (at, account, action, subject, address) VALUES (?1, ?2, ?3, ?4, ?5)", entry.At, entry.Account, entry.Action, entry.Subject, entry.Address);
        if (_session.One("SELECT last_insert_rowid()", row => row.GetInt64(0)) % TrimEvery == 0)
        {
            Trim(failed: true, FailedSignInsMax);
            Trim(failed: false, AuditEntriesMax);
        }
    }

    private void Trim(bool failed, int most) => _session.Run(
        "DELETE FROM audit WHERE (action = ?1) = ?2 AND key <= (SELECT key FROM audit WHERE (action = ?1) = ?2 ORDER BY key DESC LIMIT 1 OFFSET ?3)",
        SignInFailed, failed, most);

    /// <summary>The newest entries of the audit log.</summary>
    public IReadOnlyList<AuditEntry> Audit(int most) => _session.All(
        "SELECT at, account, action, subject, address FROM audit ORDER BY key DESC LIMIT ?1",
        row => new AuditEntry(row.Time(0), row.Text(1), row.GetString(2), row.Text(3), row.Text(4)), most);

    private static Account Map(SqliteDataReader row) => new(
        row.GetString(0), Words.Read<Role>(row.GetString(1))!.Value, row.Text(4)?.Split(',') ?? [], row.Text(2), row.Time(3));
}

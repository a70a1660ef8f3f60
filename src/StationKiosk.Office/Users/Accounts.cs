using System.Threading.RateLimiting;
using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Users;

/// <summary>What came of a try to sign in or to use a link.</summary>
/// <param name="Token">The session's secret; null where there is none.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Why">What is wrong, in one line.</param>
public sealed record SignInResult(string? Token, int Status, string? Why);

/// <summary>Signs people in and out, and makes accounts. Every change is in the audit log, in the same transaction.</summary>
public sealed class Accounts(OfficeStore store, UserOptions options, TimeProvider time) : IDisposable
{
    /// <summary>Tries for one account, or from one address, within <see cref="TriesWithin"/>; more are answered 429.</summary>
    public const int TriesMax = 10;

    /// <summary>Characters of an account's name.</summary>
    public const int NameMax = 40;

    /// <summary>See <see cref="TriesMax"/>.</summary>
    public static readonly TimeSpan TriesWithin = TimeSpan.FromMinutes(15);

    /// <summary>A one-time link is good for this long.</summary>
    public static readonly TimeSpan LinkLasts = TimeSpan.FromDays(3);

    private readonly PartitionedRateLimiter<string> _tries = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetFixedWindowLimiter(
        key, _ => new FixedWindowRateLimiterOptions { PermitLimit = TriesMax, Window = TriesWithin, QueueLimit = 0 }));

    /// <summary>Whether people sign in.</summary>
    public bool SignInIsOff => options.SignIn == SignIn.Off;

    /// <summary>How long a session lasts.</summary>
    public TimeSpan SessionLasts => options.SessionLasts;

    /// <summary>Whether a name may be given to an account.</summary>
    public static bool IsName(string? name) => name is { Length: >= 1 and <= NameMax } && !name.Any(char.IsControl) && name.Trim() == name;

    /// <summary>Who a session belongs to; null where nobody.</summary>
    public Viewer? ViewerOf(string? token) => SignInIsOff ? Viewer.Anybody
        : token is null ? null
        : store.Read(tables => tables.Accounts.InSession(Tokens.Hash(token), time.GetUtcNow())) is { } account ? Viewer.Of(account)
        : null;

    /// <summary>Signs in.</summary>
    public SignInResult Enter(string? name, string? password, string? address)
    {
        if (!MayTry($"address {address}") || !MayTry($"account {name}"))
        {
            return new SignInResult(Token: null, StatusCodes.Status429TooManyRequests, $"more than {TriesMax} tries: wait {TriesWithin.TotalMinutes:0} minutes");
        }

        var account = IsName(name) ? store.Read(tables => tables.Accounts.Of(name!)) : null;
        if (!Passwords.Verify(password, account?.Password))
        {
            Log(account?.Name, AccountTable.SignInFailed, subject: null, address);
            return new SignInResult(Token: null, StatusCodes.Status401Unauthorized, "no account has this name and password");
        }

        return new SignInResult(Begin(account!.Name, "signed-in", address), StatusCodes.Status204NoContent, Why: null);
    }

    /// <summary>Signs out.</summary>
    public void Leave(string token) => store.Write(tables =>
    {
        tables.Accounts.End(Tokens.Hash(token), time.GetUtcNow());
        return true;
    });

    /// <summary>Makes the one-time link's secret for an account that is there, or, without a name, for the first one.</summary>
    public string Invite(string? name) => store.Write(tables =>
    {
        string token = Tokens.New();
        tables.Accounts.Invite(Tokens.Hash(token), name ?? "", time.GetUtcNow() + LinkLasts);
        return token;
    });

    /// <summary>The link's secret for the very first account; null where somebody can sign in already, or nobody has to.</summary>
    public string? FirstLink() => SignInIsOff || store.Read(tables => tables.Accounts.Any()) ? null : Invite(name: null);

    /// <summary>Uses a link: the password is set, older sessions end, and the user is signed in.</summary>
    public SignInResult Use(string? link, string? name, string? password, string? address)
    {
        if (!MayTry($"address {address}"))
        {
            return new SignInResult(Token: null, StatusCodes.Status429TooManyRequests, $"more than {TriesMax} tries: wait {TriesWithin.TotalMinutes:0} minutes");
        }

        if (!Passwords.IsGood(password))
        {
            return new SignInResult(Token: null, StatusCodes.Status400BadRequest, $"password: {Passwords.LengthMin} to {Passwords.LengthMax} characters");
        }

        string hash = Passwords.Hash(password!);
        string? chosen = store.Write(tables => Choose(tables, Tokens.Hash(link ?? ""), name, hash));
        return chosen is null
            ? new SignInResult(Token: null, StatusCodes.Status400BadRequest, $"the link is used or too old, or the name is not 1 to {NameMax} characters")
            : new SignInResult(Begin(chosen, "password-set", address), StatusCodes.Status204NoContent, Why: null);
    }

    /// <summary>Adds to the audit log.</summary>
    public void Log(string? account, string action, string? subject, string? address) => store.Write(tables =>
    {
        tables.Accounts.Log(new AuditEntry(time.GetUtcNow(), account, action, subject, address));
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _tries.Dispose();

    private string? Choose(StoreTables tables, byte[] link, string? name, string password)
    {
        if (tables.Accounts.Invited(link, time.GetUtcNow()) is not { } invited || (invited.Length == 0 && !IsName(name)))
        {
            return null;
        }

        var account = invited.Length > 0 ? tables.Accounts.Of(invited)! : new Account(name!, Role.Office, [], Password: null, time.GetUtcNow());
        tables.Accounts.Put(account with { Password = password });
        tables.Accounts.EndSessions(account.Name);
        tables.Accounts.TakeInvitation(link);
        return account.Name;
    }

    private string Begin(string name, string action, string? address) => store.Write(tables =>
    {
        string token = Tokens.New();
        var now = time.GetUtcNow();
        tables.Accounts.Begin(Tokens.Hash(token), name, now + SessionLasts);
        tables.Accounts.Log(new AuditEntry(now, name, action, Subject: null, address));
        return token;
    });

    private bool MayTry(string key)
    {
        using var lease = _tries.AttemptAcquire(key);
        return lease.IsAcquired;
    }
}

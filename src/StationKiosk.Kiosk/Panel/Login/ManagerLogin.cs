using System.Security.Cryptography;
using System.Text;

namespace StationKiosk.Kiosk.Panel.Login;

/// <summary>What became of a login (closed set).</summary>
public enum LoginOutcome
{
    /// <summary>Let in.</summary>
    Done,

    /// <summary>Not the code.</summary>
    Wrong,

    /// <summary>No code is looked at just now.</summary>
    Locked,
}

/// <summary>Who is logged in. Sessions are in memory: after a restart everybody logs in again. Safe from several threads.</summary>
public sealed class ManagerLogin(ManagerCode code, TimeProvider time)
{
    /// <summary>A session ends after this.</summary>
    public static readonly TimeSpan SessionFor = TimeSpan.FromHours(12);

    /// <summary>Sessions at once; beyond it the oldest ends.</summary>
    public const int SessionsMax = 16;

    private const int TokenBytes = 32;

    private readonly Lock _lock = new();
    private readonly LockOut _lockOut = new(time);
    private readonly List<(byte[] Token, string Code, long Since)> _sessions = [];

    /// <summary>Whether a code is set.</summary>
    public bool HasCode => code.Stored is not null;

    /// <summary>Wrong tries left before the next lock-out.</summary>
    public int TriesLeft
    {
        get
        {
            lock (_lock)
            {
                return _lockOut.TriesLeft;
            }
        }
    }

    /// <summary>When codes are looked at again; null while they are.</summary>
    public DateTimeOffset? LockedUntil
    {
        get
        {
            lock (_lock)
            {
                return _lockOut.LockedFor is { } left ? time.GetUtcNow() + left : null;
            }
        }
    }

    /// <summary>Tries a code. One at a time: a guess costs the kiosk one hash, however many come at once.</summary>
    /// <param name="tried">The code.</param>
    /// <param name="token">The new session's secret; empty unless <see cref="LoginOutcome.Done"/>.</param>
    public LoginOutcome Enter(string tried, out string token)
    {
        lock (_lock)
        {
            token = "";
            if (_lockOut.LockedFor is not null)
            {
                return LoginOutcome.Locked;
            }

            if (!code.IsRight(tried))
            {
                _lockOut.WasWrong();
                return _lockOut.LockedFor is null ? LoginOutcome.Wrong : LoginOutcome.Locked;
            }

            _lockOut.WasRight();
            byte[] secret = RandomNumberGenerator.GetBytes(TokenBytes);
            token = Convert.ToHexStringLower(secret);
            _sessions.Add((Fingerprint(token), code.Stored!, time.GetTimestamp()));
            if (_sessions.Count > SessionsMax)
            {
                _sessions.RemoveAt(0);
            }

            return LoginOutcome.Done;
        }
    }

    /// <summary>Whether a session's secret is good: given out, not too old, and of the code that still stands.</summary>
    public bool Knows(string? token)
    {
        if (token is not { Length: TokenBytes * 2 })
        {
            return false;
        }

        lock (_lock)
        {
            _sessions.RemoveAll(session => time.GetElapsedTime(session.Since) > SessionFor || session.Code != code.Stored);
            byte[] fingerprint = Fingerprint(token);
            return _sessions.Exists(session => CryptographicOperations.FixedTimeEquals(session.Token, fingerprint));
        }
    }

    /// <summary>Ends a session.</summary>
    public void Leave(string? token)
    {
        lock (_lock)
        {
            _sessions.RemoveAll(session => token is not null && CryptographicOperations.FixedTimeEquals(session.Token, Fingerprint(token)));
        }
    }

    private static byte[] Fingerprint(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));
}

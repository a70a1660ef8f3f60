namespace StationKiosk.Kiosk.Panel.Login;

/// <summary>
/// Pure: how many wrong codes may be tried. After <see cref="TriesMax"/> nothing is looked at for a minute, then two, four … up to an hour; a right code
/// ends it. It counts for all pages together: an attacker has as many addresses as he likes. At an hour each, 60 random bits outlast the kiosk.
/// </summary>
public sealed class LockOut(TimeProvider time)
{
    /// <summary>Wrong tries before the first lock-out, and after each one.</summary>
    public const int TriesMax = 5;

    /// <summary>The first lock-out.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    /// <summary>The longest one.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private int _wrong;
    private int _lockOuts;
    private long? _lockedAt;
    private TimeSpan _for;

    /// <summary>Wrong tries left before the next lock-out.</summary>
    public int TriesLeft => TriesMax - _wrong;

    /// <summary>Wrong codes since the program's start.</summary>
    public long Wrong { get; private set; }

    /// <summary>How long no code is looked at; null while codes are.</summary>
    public TimeSpan? LockedFor => _lockedAt is { } since && time.GetElapsedTime(since) is var passed && passed < _for ? _for - passed : null;

    /// <summary>A wrong code was tried.</summary>
    public void WasWrong()
    {
        Wrong++;
        if (++_wrong < TriesMax)
        {
            return;
        }

        var doubled = First * Math.Pow(2, _lockOuts++);
        (_wrong, _lockedAt, _for) = (0, time.GetTimestamp(), doubled < Longest ? doubled : Longest);
    }

    /// <summary>The right code was given.</summary>
    public void WasRight() => (_wrong, _lockOuts, _lockedAt) = (0, 0, null);
}

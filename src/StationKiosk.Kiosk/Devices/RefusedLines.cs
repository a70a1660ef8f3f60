namespace StationKiosk.Kiosk.Devices;

/// <summary>Says in the log that a scanner sent lines that are no text, and not more often than noise deserves.</summary>
/// <param name="scanner">Its name.</param>
/// <param name="remedy">What to do about it.</param>
/// <param name="time">For how often.</param>
/// <param name="log">Where.</param>
internal sealed class RefusedLines(string scanner, string remedy, TimeProvider time, ILogger log)
{
    /// <summary>How often refused lines are logged at most: noise must not fill the log.</summary>
    public static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    private long _logged;
    private long? _loggedAt;

    /// <summary>The scanner was opened: its count begins at 0.</summary>
    public void Begin() => _logged = 0;

    /// <summary>So many lines were refused since it was opened.</summary>
    public void Count(long refused)
    {
        bool due = _loggedAt is not { } at || time.GetElapsedTime(at) >= LogEvery;
        if (refused > _logged && due)
        {
            log.LogWarning("{Scanner}: {Refused} lines were not text and were refused; {Remedy}", scanner, refused, remedy);
            (_logged, _loggedAt) = (refused, time.GetTimestamp());
        }
    }
}

namespace StationKiosk.Hosting.Tls;

/// <summary>The time by which certificates are judged, on a machine whose clock may be wrong.</summary>
/// <param name="Now">What the wall clock says.</param>
/// <param name="Floor">It is certainly not earlier than this.</param>
/// <param name="Believed">Whether the wall clock was set by a trusted source.</param>
public readonly record struct JudgingTime(DateTimeOffset Now, DateTimeOffset Floor, bool Believed)
{
    /// <summary>For a machine whose clock is trusted.</summary>
    public static JudgingTime Trusted(DateTimeOffset now) => new(now, now, Believed: true);

    /// <summary>
    /// Pure: the moment to judge a certificate by. A believed clock decides. One that is not believed proves nothing against a certificate: only
    /// one that had ended before the floor is over for certain, for a kiosk that cannot connect never learns the time either.
    /// </summary>
    public DateTimeOffset For(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        if (Believed)
        {
            return Now;
        }

        var last = notAfter.AddSeconds(-1);
        var inside = Now < notBefore ? notBefore : Now > last ? last : Now;
        return inside < Floor ? Floor : inside;
    }
}

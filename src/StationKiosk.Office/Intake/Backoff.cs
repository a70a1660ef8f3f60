namespace StationKiosk.Office.Intake;

/// <summary>How long to wait before the next try: full jitter, so that those who failed together do not come back together (pure).</summary>
public static class Backoff
{
    /// <summary>Ceiling of the first wait.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    /// <summary>Ceiling of any wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The wait after a number of failures in a row.</summary>
    /// <param name="failures">At least 1.</param>
    /// <param name="chance">From 0 to 1, evenly spread.</param>
    public static TimeSpan Wait(int failures, double chance) =>
        chance * TimeSpan.FromTicks((long)Math.Min(Longest.Ticks, First.Ticks * Math.Pow(2, Math.Min(failures - 1, 20))));
}

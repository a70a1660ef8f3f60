namespace StationKiosk.Reliability.Tests.FullDisks;

/// <summary>What kiosk and office have to keep to alike.</summary>
internal static class DiskBars
{
    /// <summary>A disk is full for a database only when its write-ahead log has to grow.</summary>
    public static readonly TimeSpan UntilItFails = TimeSpan.FromMinutes(3);

    /// <summary>Longest wait for so many failures as the full run makes: a store that failed is tried again after up to 2 s, so they come one a second.</summary>
    public static readonly TimeSpan UntilItFailedOften = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Works again by itself within this once the disk does: 5 s in the full run. In ./test.sh the machine may be busy with anything; a program that never comes back is still found.
    /// </summary>
    public static TimeSpan Back => Trial.IsFull ? TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(60);
}

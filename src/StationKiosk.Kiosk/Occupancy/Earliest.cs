namespace StationKiosk.Kiosk.Occupancy;

/// <summary>Picks the next of several deadlines.</summary>
internal static class Earliest
{
    /// <summary>The earliest there is; null where there is none.</summary>
    public static long? Of(params ReadOnlySpan<long?> deadlines)
    {
        long? earliest = null;
        foreach (long? deadline in deadlines)
        {
            earliest = deadline < (earliest ?? long.MaxValue) ? deadline : earliest;
        }

        return earliest;
    }
}

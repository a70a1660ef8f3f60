namespace StationKiosk.Kiosk.Occupancy;

/// <summary>Presence remains for a while after the last activity: a motion sensor does not see a worker who sits still.</summary>
/// <param name="holding">How long it remains.</param>
public sealed class Hold(TimeSpan holding)
{
    private readonly long _holding = (long)holding.TotalMilliseconds;

    /// <summary>Whether somebody counts as present.</summary>
    public bool Present { get; private set; }

    /// <summary>When presence ends, ms since the boot; null while there is activity, or nobody.</summary>
    public long? Deadline { get; private set; }

    /// <summary>Takes activity beginning or ending.</summary>
    public void Apply(Edge activity)
    {
        Deadline = activity.Active || !Present ? null : Deadline ?? activity.Mono + _holding;
        Present |= activity.Active;
        Advance(activity.Mono);
    }

    /// <summary>Time passes.</summary>
    public void Advance(long mono)
    {
        if (Deadline is { } due && due <= mono)
        {
            (Present, Deadline) = (false, null);
        }
    }
}

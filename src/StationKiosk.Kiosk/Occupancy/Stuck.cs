namespace StationKiosk.Kiosk.Occupancy;

/// <summary>What a line's lack of change says about its sensor.</summary>
public enum Liveness
{
    /// <summary>It changes as it should.</summary>
    Live,

    /// <summary>Active without change for longer than can be so: shorted, blocked, fallen over.</summary>
    Stuck,

    /// <summary>Inactive without change for longer than can be so: covered, dead, torn off.</summary>
    Silent,
}

/// <summary>Tells a line that cannot be right from one that is merely busy or quiet.</summary>
/// <param name="stuckAfter">Active for this long: <see cref="Liveness.Stuck"/>.</param>
/// <param name="silentAfter">Inactive for this long: <see cref="Liveness.Silent"/>; null where quiet is normal.</param>
public sealed class Stuck(TimeSpan stuckAfter, TimeSpan? silentAfter)
{
    private readonly long _stuckAfter = (long)stuckAfter.TotalMilliseconds;
    private readonly long? _silentAfter = (long?)silentAfter?.TotalMilliseconds;
    private bool? _active;

    /// <summary>What is to be thought of the line.</summary>
    public Liveness Liveness { get; private set; }

    /// <summary>When it will be doubted if nothing changes, ms since the boot; null where it never will, or is already.</summary>
    public long? Deadline { get; private set; }

    /// <summary>Takes a level; only a change is a sign of life.</summary>
    public void Apply(Edge edge)
    {
        if (edge.Active == _active)
        {
            return;
        }

        _active = edge.Active;
        Liveness = Liveness.Live;
        Deadline = edge.Mono + (edge.Active ? _stuckAfter : _silentAfter);
    }

    /// <summary>Time passes.</summary>
    public void Advance(long mono)
    {
        if (Deadline is { } due && due <= mono)
        {
            Liveness = _active == true ? Liveness.Stuck : Liveness.Silent;
            Deadline = null;
        }
    }
}

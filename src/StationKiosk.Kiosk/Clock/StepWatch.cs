namespace StationKiosk.Kiosk.Clock;

/// <summary>Pure: notices from one look to the next that the wall clock was stepped, by how it went on against the monotonic clock, which no step touches.</summary>
public sealed class StepWatch
{
    /// <summary>A difference up to this is slewing and rounding, not a step.</summary>
    public static readonly TimeSpan StepMin = TimeSpan.FromSeconds(1);

    private DateTimeOffset? _bootTime;

    /// <summary>Looks at the clocks.</summary>
    /// <returns>By how much the wall clock was stepped since it was last called; null where it was not.</returns>
    public TimeSpan? Look(DateTimeOffset wall, long mono)
    {
        var bootTime = wall.AddMilliseconds(-mono);
        var step = bootTime - (_bootTime ?? bootTime);
        if (_bootTime is not null && step.Duration() <= StepMin)
        {
            return null;
        }

        bool first = _bootTime is null;
        _bootTime = bootTime;
        return first ? null : step;
    }
}

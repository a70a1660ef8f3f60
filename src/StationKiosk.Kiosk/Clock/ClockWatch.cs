using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Clock;

/// <summary>
/// Pure: notices from one look to the next that the wall clock became believable or was stepped. It compares the wall clock's advance with
/// the monotonic clock's, which no step touches.
/// </summary>
public sealed class ClockWatch
{
    /// <summary>A difference up to this is slewing and rounding, not a step.</summary>
    public static readonly TimeSpan StepMin = TimeSpan.FromSeconds(1);

    private readonly string _source;
    private ClockQuality _quality = ClockQuality.Unsynced;
    private DateTimeOffset? _bootTime;

    /// <param name="source">What sets the clock; goes into the event.</param>
    public ClockWatch(string source) => _source = source;

    /// <summary>Looks at the clock.</summary>
    /// <returns>What to record, or null where nothing happened.</returns>
    public ClockSynced? Look(Stamp now)
    {
        var bootTime = now.Time.AddMilliseconds(-now.Mono);
        var step = _bootTime is { } before ? bootTime - before : TimeSpan.Zero;
        bool stepped = step.Duration() > StepMin;
        bool becameSynced = now.Quality == ClockQuality.Synced && _quality == ClockQuality.Unsynced;
        if (_bootTime is null || stepped)
        {
            _bootTime = bootTime;
        }

        _quality = now.Quality;
        return becameSynced || (stepped && now.Quality == ClockQuality.Synced)
            ? new ClockSynced(_source, (long)step.TotalMilliseconds, bootTime)
            : null;
    }
}

using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Clock;

/// <summary>The one place a kiosk takes time from. Durations come from <see cref="Stamp.Mono"/>, never from the wall clock.</summary>
/// <param name="time">The machine's clocks, or a test's.</param>
/// <param name="boot">This boot's random id.</param>
/// <param name="quality">Whether the wall clock can be believed just now.</param>
public sealed class KioskClock(TimeProvider time, Guid boot, Func<ClockQuality> quality)
{
    /// <summary>For waits and timers.</summary>
    public TimeProvider Time => time;

    /// <summary>This boot's random id.</summary>
    public Guid Boot => boot;

    /// <summary>Milliseconds since the boot; never jumps.</summary>
    public long Mono => (long)(time.GetTimestamp() * (1000.0 / time.TimestampFrequency));

    /// <summary>This moment.</summary>
    public Stamp Now() => new(time.GetUtcNow(), quality(), boot, Mono);
}

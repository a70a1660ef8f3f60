using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Clock;

/// <summary>A moment on a kiosk: the time as best known, how good it is, and the monotonic time that can always be believed.</summary>
/// <param name="Time">UTC.</param>
/// <param name="Quality">Whether <paramref name="Time"/> is good to two seconds.</param>
/// <param name="Boot">This boot's random id.</param>
/// <param name="Mono">Milliseconds since that boot; never jumps.</param>
public readonly record struct Stamp(DateTimeOffset Time, ClockQuality Quality, Guid Boot, long Mono)
{
    /// <summary>How wrong <see cref="Time"/> may be; null where nobody knows, or where a synced clock says no more than that.</summary>
    public TimeSpan? Error { get; init; }

    /// <summary>Whether <see cref="Time"/> is wrong by no more than <paramref name="limit"/>, which is two seconds or more.</summary>
    public bool IsGoodTo(TimeSpan limit) => Quality == ClockQuality.Synced || Error <= limit;
}

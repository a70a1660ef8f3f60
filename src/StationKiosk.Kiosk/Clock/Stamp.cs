using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Clock;

/// <summary>A moment on a kiosk: what the wall clock said, whether it could be believed, and the monotonic time that can always be.</summary>
/// <param name="Time">UTC by the wall clock.</param>
/// <param name="Quality">Whether <paramref name="Time"/> could be believed.</param>
/// <param name="Boot">This boot's random id.</param>
/// <param name="Mono">Milliseconds since that boot; never jumps.</param>
public readonly record struct Stamp(DateTimeOffset Time, ClockQuality Quality, Guid Boot, long Mono);

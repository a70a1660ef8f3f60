using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>What the station says besides its events, and what it does with what the network says.</summary>
/// <param name="State">The state, online or (for the will and the goodbye) not.</param>
/// <param name="Occupancy">The whole station's occupancy as of now.</param>
/// <param name="Health">The device's truths as of now.</param>
/// <param name="Learn">Takes a <c>network/…</c> list; returns null, or why it was refused.</param>
/// <param name="Obey">Carries out a command, given its name, its payload and its correlation data, and says how it went.</param>
public sealed record StationVoice(
    Func<bool, StationState> State,
    Func<StationOccupancy> Occupancy,
    Func<StationHealth> Health,
    Func<string, byte[], string?> Learn,
    Func<string, byte[], byte[], CommandAnswer> Obey);

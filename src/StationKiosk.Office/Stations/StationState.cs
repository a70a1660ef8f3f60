using System.Text.Json.Serialization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Stations;

/// <summary>How a station is, seen from the office (closed set).</summary>
[JsonConverter(typeof(KebabCase<Presence>))]
public enum Presence
{
    /// <summary>Nothing ever came from it.</summary>
    NeverHeard,

    /// <summary>It said goodbye, or the broker lost its connection.</summary>
    Offline,

    /// <summary>Connected as far as anybody knows, but nothing came for longer than <see cref="StationState.SilentAfter"/>.</summary>
    Silent,

    /// <summary>Heard just now.</summary>
    Online,
}

/// <summary>A station's state (pure).</summary>
/// <param name="Presence">How it is.</param>
/// <param name="Since">Since when; null where it was never heard.</param>
public sealed record StationState(Presence Presence, DateTimeOffset? Since)
{
    /// <summary>A kiosk sends its health every 60 s; after three misses it counts as silent.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(3);

    /// <summary>Decides.</summary>
    /// <param name="state">Its last <c>state</c> message; null for none.</param>
    /// <param name="stateReceivedAt">When that came.</param>
    /// <param name="lastHeard">When anything last came from the station itself; null for never.</param>
    /// <param name="now">The office's time.</param>
    public static StationState Of(
        Protocol.Messages.StationState? state, DateTimeOffset? stateReceivedAt, DateTimeOffset? lastHeard, DateTimeOffset now)
    {
        if (state is { Online: false } && !(lastHeard > stateReceivedAt))
        {
            return new StationState(Presence.Offline, stateReceivedAt);
        }

        if (lastHeard is not { } heard)
        {
            return new StationState(Presence.NeverHeard, Since: null);
        }

        return now - heard > SilentAfter
            ? new StationState(Presence.Silent, heard)
            : new StationState(Presence.Online, stateReceivedAt ?? heard);
    }
}

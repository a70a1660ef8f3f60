using System.Text.Json.Serialization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Health;

/// <summary>How something is, for a person: pages show it as colour, shape and word.</summary>
[JsonConverter(typeof(KebabCase<TruthState>))]
public enum TruthState
{
    /// <summary>Well.</summary>
    Ok,

    /// <summary>It works, and needs care.</summary>
    Warn,

    /// <summary>It does not work.</summary>
    Bad,

    /// <summary>Nobody knows.</summary>
    Unknown,
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace StationKiosk.Protocol.Messages;

/// <summary>What is to be recorded, before the journal gives it a number and a time.</summary>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Data">The data, as JSON.</param>
public sealed record EventContent(string Type, string Data)
{
    /// <summary>A visit.</summary>
    public static EventContent Of(VisitCheckedIn data) => Make(EventTypes.VisitCheckedIn, data, ProtocolJson.Default.VisitCheckedIn);

    /// <summary>A refused scan.</summary>
    public static EventContent Of(VisitRefused data) => Make(EventTypes.VisitRefused, data, ProtocolJson.Default.VisitRefused);

    /// <summary>A card used with a badge.</summary>
    public static EventContent Of(ServiceUsed data) => Make(EventTypes.ServiceUsed, data, ProtocolJson.Default.ServiceUsed);

    /// <summary>A problem card.</summary>
    public static EventContent Of(ProblemReported data) => Make(EventTypes.ProblemReported, data, ProtocolJson.Default.ProblemReported);

    /// <summary>A zone's level or count changed.</summary>
    public static EventContent Of(ZoneOccupancy data) => Make(EventTypes.OccupancyChanged, data, ProtocolJson.Default.ZoneOccupancy);

    /// <summary>A person corrected a count.</summary>
    public static EventContent Of(OccupancyRecounted data) => Make(EventTypes.OccupancyRecounted, data, ProtocolJson.Default.OccupancyRecounted);

    /// <summary>The clock became believable, or was stepped.</summary>
    public static EventContent Of(ClockSynced data) => Make(EventTypes.ClockSynced, data, ProtocolJson.Default.ClockSynced);

    /// <summary>A device came or went.</summary>
    public static EventContent Of(DeviceChanged data) => Make(EventTypes.DeviceChanged, data, ProtocolJson.Default.DeviceChanged);

    /// <summary>Events that will never come.</summary>
    public static EventContent Of(JournalLost data) => Make(EventTypes.JournalLost, data, ProtocolJson.Default.JournalLost);

    private static EventContent Make<T>(string type, T data, JsonTypeInfo<T> info) => new(type, JsonSerializer.Serialize(data, info));
}

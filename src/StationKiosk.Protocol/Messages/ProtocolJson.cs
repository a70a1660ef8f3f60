using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace StationKiosk.Protocol.Messages;

/// <summary>
/// The JSON of every message, generated at build time. Fields that a reader does not know are passed over; fields it needs must be there,
/// once, and not null where the record says so.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(StationState))]
[JsonSerializable(typeof(StationOccupancy))]
[JsonSerializable(typeof(StationHealth))]
[JsonSerializable(typeof(EventBatch))]
[JsonSerializable(typeof(JournalEvent))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(RevocationList))]
[JsonSerializable(typeof(CardList))]
[JsonSerializable(typeof(NetworkPolicy))]
[JsonSerializable(typeof(IdentifyCommand))]
[JsonSerializable(typeof(ResendCommand))]
[JsonSerializable(typeof(RecountCommand))]
[JsonSerializable(typeof(ReloadCommand))]
[JsonSerializable(typeof(CommandAnswer))]
[JsonSerializable(typeof(VisitCheckedIn))]
[JsonSerializable(typeof(VisitRefused))]
[JsonSerializable(typeof(ServiceUsed))]
[JsonSerializable(typeof(ProblemReported))]
[JsonSerializable(typeof(ZoneOccupancy))]
[JsonSerializable(typeof(OccupancyRecounted))]
[JsonSerializable(typeof(ClockSynced))]
[JsonSerializable(typeof(DeviceChanged))]
[JsonSerializable(typeof(JournalLost))]
[JsonSerializable(typeof(JournalRescued))]
public sealed partial class ProtocolJson : JsonSerializerContext
{
    /// <summary>Reads a message; on false <paramref name="fault"/> says in one line what is wrong with it.</summary>
    public static bool TryRead<T>(
        ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? message, [NotNullWhen(false)] out string? fault)
        where T : class
    {
        message = null;
        if (!Utf8.IsValid(utf8))
        {
            fault = "it is not UTF-8";
            return false;
        }

        try
        {
            message = JsonSerializer.Deserialize(utf8, type);
            fault = message is null ? "the message is null" : null;
        }
        catch (JsonException e)
        {
            fault = e.Path is null || e.Message.Contains("Path:", StringComparison.Ordinal) ? e.Message : $"{e.Path}: {e.Message}";
        }

        return fault is null;
    }

    /// <summary>Writes a message as UTF-8.</summary>
    public static byte[] Bytes<T>(T message, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(message, type);
}

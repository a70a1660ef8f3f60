using System.Text.Json;
using System.Text.Json.Serialization;

namespace StationKiosk.Protocol.Messages;

/// <summary>
/// Writes an enum as its kebab-case name and reads nothing else: no numbers, no other letter case, and not <c>"expired,revoked"</c>, which the
/// serializer's own converter reads as the two numbers or-ed together.
/// </summary>
/// <typeparam name="T">The closed set.</typeparam>
public sealed class KebabCase<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Names = Enum.GetValues<T>().ToDictionary(
        value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

    private static readonly Dictionary<string, T> Values = Names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString()!, out var value)
            ? value
            : throw new JsonException($"it is none of {string.Join(", ", Values.Keys)}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(Names[value]);
    }
}

/// <summary>What a zone of a station offers.</summary>
[JsonConverter(typeof(KebabCase<Service>))]
public enum Service
{
    /// <summary>A place to sit, warm up, cool down.</summary>
    Rest,

    /// <summary>Food and hot water.</summary>
    Dining,

    /// <summary>Parking bays.</summary>
    Parking,

    /// <summary>Books, courses, charging and network.</summary>
    Learning,

    /// <summary>Toilets.</summary>
    Restroom,

    /// <summary>First aid.</summary>
    FirstAid,
}

/// <summary>What kind of road work a worker does; the number is what a badge carries.</summary>
[JsonConverter(typeof(KebabCase<Category>))]
public enum Category
{
    /// <summary>None of the others, or one this version does not know.</summary>
    Other = 0,

    /// <summary>Food and errand couriers.</summary>
    Courier = 1,

    /// <summary>Parcel delivery.</summary>
    Parcel = 2,

    /// <summary>Ride-hailing drivers.</summary>
    RideHailing = 3,

    /// <summary>Truckers.</summary>
    Truck = 4,

    /// <summary>Street cleaners and other sanitation workers.</summary>
    Sanitation = 5,
}

/// <summary>How full a zone is.</summary>
[JsonConverter(typeof(KebabCase<Level>))]
public enum Level
{
    /// <summary>Not known: no sensor, a silent one, or a figure past its <c>validUntil</c>. Never to be shown as empty.</summary>
    Unknown,

    /// <summary>Nobody there.</summary>
    Empty,

    /// <summary>Room for more.</summary>
    Available,

    /// <summary>Nearly full.</summary>
    Busy,

    /// <summary>No room.</summary>
    Full,
}

/// <summary>Whether a kiosk's wall clock could be believed when it wrote a time.</summary>
[JsonConverter(typeof(KebabCase<ClockQuality>))]
public enum ClockQuality
{
    /// <summary>Not set by any trusted source since the boot; the time is a guess.</summary>
    Unsynced,

    /// <summary>Set by a trusted source.</summary>
    Synced,
}

/// <summary>What became of a release (closed set).</summary>
[JsonConverter(typeof(KebabCase<UpdateOutcome>))]
public enum UpdateOutcome
{
    /// <summary>It runs.</summary>
    Installed,

    /// <summary>It did not get ready: the version before it runs again.</summary>
    GoneBack,

    /// <summary>It was not even tried.</summary>
    Refused,
}

/// <summary>Why a scan was refused (closed set).</summary>
[JsonConverter(typeof(KebabCase<RefusalReason>))]
public enum RefusalReason
{
    /// <summary>Not a badge, or a damaged one.</summary>
    Malformed,

    /// <summary>Signed by a key that the network's current list does not hold.</summary>
    UnknownKey,

    /// <summary>The signature does not fit: altered or forged.</summary>
    BadSignature,

    /// <summary>Past its last day.</summary>
    Expired,

    /// <summary>Before its first day.</summary>
    NotYetValid,

    /// <summary>Withdrawn by the office.</summary>
    Revoked,

    /// <summary>A phone code older than a minute: a screenshot.</summary>
    StalePhoneCode,

    /// <summary>The station is closed.</summary>
    Closed,

    /// <summary>The visit could not be stored, so it is not answered as if it were.</summary>
    StorageUnavailable,
}

/// <summary>What was in doubt when a scan was accepted all the same.</summary>
[JsonConverter(typeof(KebabCase<VisitFlag>))]
public enum VisitFlag
{
    /// <summary>The kiosk's clock was not synced, so the badge's dates were not held against it.</summary>
    ClockUnsynced,

    /// <summary>The lists of keys and revocations had not been confirmed for longer than the policy allows.</summary>
    KeysStale,

    /// <summary>The issuer's key was not on the doubtful list: the office has to verify the badge text that the event carries.</summary>
    KeyUnverified,
}

/// <summary>What a device is, for the health page and <c>device.changed</c>.</summary>
[JsonConverter(typeof(KebabCase<DeviceKind>))]
public enum DeviceKind
{
    /// <summary>Reads badges and cards.</summary>
    Reader,

    /// <summary>Senses a zone.</summary>
    Sensor,

    /// <summary>Shows or sounds a verdict.</summary>
    Indicator,
}

/// <summary>How a device is.</summary>
[JsonConverter(typeof(KebabCase<DeviceState>))]
public enum DeviceState
{
    /// <summary>Not yet opened since the start.</summary>
    Starting,

    /// <summary>Open and answering.</summary>
    Ok,

    /// <summary>Not there, or it failed; being tried again.</summary>
    Absent,

    /// <summary>There, but what it says cannot be so (stuck, babbling); not obeyed.</summary>
    Muted,
}

/// <summary>How events of a journal were lost.</summary>
[JsonConverter(typeof(KebabCase<LossReason>))]
public enum LossReason
{
    /// <summary>The storage damaged them.</summary>
    Damaged,

    /// <summary>The journal's quota was reached; visits are never lost so.</summary>
    Shed,
}

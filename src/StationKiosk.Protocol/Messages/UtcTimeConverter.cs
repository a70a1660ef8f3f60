using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StationKiosk.Protocol.Messages;

/// <summary>Times as RFC 3339 in UTC with milliseconds, <c>2026-11-22T14:05:09.123Z</c>; any offset is read, none is refused.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>The one format in which times are written.</summary>
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Writes a time in <see cref="Format"/>.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTime(out var local) && local.Kind != DateTimeKind.Unspecified
        && reader.TryGetDateTimeOffset(out var time)
            ? time.ToUniversalTime()
            : throw new JsonException("a time is RFC 3339, such as 2026-11-22T14:05:09.123Z");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(Text(value));
    }
}

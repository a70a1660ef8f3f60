using System.Text.Json;
using System.Text.Json.Serialization;

namespace StationKiosk.Protocol.Messages;

/// <summary>How many visits the office knows of a visit's worker in the visit's month; on the wire <c>[seq,visits]</c>. The worker is not in it.</summary>
/// <param name="Seq">The visit's number in the journal.</param>
/// <param name="Visits">At every station, that one included; at least 1.</param>
[JsonConverter(typeof(MonthVisitsConverter))]
public readonly record struct MonthVisits(long Seq, long Visits);

/// <summary>Reads and writes <see cref="MonthVisits"/> as an array of two numbers.</summary>
public sealed class MonthVisitsConverter : JsonConverter<MonthVisits>
{
    /// <inheritdoc/>
    public override MonthVisits Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        NumberPair.TryRead(ref reader, out long seq, out long visits) && seq >= 1 && visits >= 1
            ? new MonthVisits(seq, visits)
            : throw new JsonException("a month is [seq,visits], both at least 1");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MonthVisits value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        NumberPair.Write(writer, value.Seq, value.Visits);
    }
}

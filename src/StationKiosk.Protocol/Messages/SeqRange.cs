using System.Text.Json;
using System.Text.Json.Serialization;

namespace StationKiosk.Protocol.Messages;

/// <summary>Seqs from <paramref name="From"/> to <paramref name="To"/>, both included; on the wire <c>[from,to]</c>.</summary>
/// <param name="From">First, at least 1.</param>
/// <param name="To">Last, not below <paramref name="From"/>.</param>
[JsonConverter(typeof(SeqRangeConverter))]
public readonly record struct SeqRange(long From, long To)
{
    /// <summary>How many seqs the range holds.</summary>
    [JsonIgnore]
    public long Count => To - From + 1;

    /// <summary>Whether <paramref name="seq"/> is inside.</summary>
    public bool Contains(long seq) => seq >= From && seq <= To;
}

/// <summary>Reads and writes a <see cref="SeqRange"/> as an array of two numbers.</summary>
public sealed class SeqRangeConverter : JsonConverter<SeqRange>
{
    /// <inheritdoc/>
    public override SeqRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        NumberPair.TryRead(ref reader, out long from, out long to) && from >= 1 && to >= from
            ? new SeqRange(from, to)
            : throw new JsonException("a range is [from,to] with 1 <= from <= to");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SeqRange value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        NumberPair.Write(writer, value.From, value.To);
    }
}

using System.Text.Json;

namespace StationKiosk.Protocol.Messages;

/// <summary>Two whole numbers as an array: <c>[1,2]</c>.</summary>
internal static class NumberPair
{
    public static bool TryRead(ref Utf8JsonReader reader, out long first, out long second)
    {
        (first, second) = (0, 0);
        return reader.TokenType == JsonTokenType.StartArray && TryNumber(ref reader, out first) && TryNumber(ref reader, out second)
            && reader.Read() && reader.TokenType == JsonTokenType.EndArray;
    }

    public static void Write(Utf8JsonWriter writer, long first, long second)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(first);
        writer.WriteNumberValue(second);
        writer.WriteEndArray();
    }

    private static bool TryNumber(ref Utf8JsonReader reader, out long number)
    {
        number = 0;
        return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number);
    }
}

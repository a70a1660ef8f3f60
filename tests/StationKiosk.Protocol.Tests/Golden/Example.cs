using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Protocol.Tests.Golden;

/// <summary>A message, and the golden file that shows what it looks like on the wire.</summary>
/// <param name="Name">The file's name without <c>.json</c>: the topic or the event type, and a word after <c>~</c> for a second example of it.</param>
/// <param name="Type">The message's record.</param>
/// <param name="Write">The bytes of the record.</param>
/// <param name="ReadAndWrite">Reads a record from bytes and writes it again; throws where it cannot be read.</param>
public sealed record Example(string Name, Type Type, Func<byte[]> Write, Func<byte[], byte[]> ReadAndWrite)
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the example is of: the name without the word that tells two examples apart.</summary>
    public string Kind => Name.Split('~')[0];

    public static Example Of<T>(string name, T message, JsonTypeInfo<T> type)
        where T : class => new(
        name,
        typeof(T),
        () => ProtocolJson.Bytes(message, type),
        bytes => ProtocolJson.TryRead(bytes, type, out var read, out string? fault)
            ? ProtocolJson.Bytes(read, type)
            : throw new InvalidDataException($"{name}: {fault}"));

    /// <summary>The one-line form of a JSON text, its fields in the order in which they stand.</summary>
    public static string OneLine(ReadOnlySpan<byte> json) => JsonNode.Parse(json)!.ToJsonString();

    public string PrettyJson() => JsonNode.Parse(Write())!.ToJsonString(Pretty) + "\n";

    public override string ToString() => Name;
}

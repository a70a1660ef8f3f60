using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Protocol.Tests.Docs;

/// <summary>
/// The shape of a JSON value as one line of text, so that two schemas can be compared and the difference read:
/// <c>{at!:string(date-time), zones!:[{…}], why!:string?}</c>, where <c>!</c> is required and <c>?</c> may be null.
/// </summary>
internal static class Shapes
{
    /// <summary>The shape that the code reads and writes.</summary>
    public static string Of(Type message) =>
        Of(ProtocolJson.Default.GetTypeInfo(message)!.GetJsonSchemaAsNode(new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = WithOurConverters }));

    /// <summary>The shape that a JSON schema describes; <paramref name="root"/> is where its references point into.</summary>
    public static string Of(JsonNode schema, JsonNode? root = null)
    {
        if (schema is not JsonObject { Count: > 0 } node || (node.Count == 1 && node.ContainsKey("description")))
        {
            return "anything";
        }

        if (node["$ref"] is { } reference)
        {
            return Of(Resolve(root!, (string)reference!), root);
        }

        if (node["oneOf"] is JsonArray alternatives)
        {
            return string.Concat(alternatives.Select(each => (string?)each!["type"] == "null" ? "?" : Of(each, root)));
        }

        string[] types = node["type"] is JsonArray many ? [.. many.Select(each => (string)each!)] : [(string)node["type"]!];
        return Of(types.Single(type => type != "null"), node, root) + (types.Contains("null") ? "?" : "");
    }

    public static JsonNode Resolve(JsonNode root, string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(root, (node, name) => node[name] ?? throw new InvalidDataException($"{reference} points to nothing"));

    private static string Of(string type, JsonObject node, JsonNode? root) => type switch
    {
        "object" => $"{{{string.Join(", ", Fields(node, root))}}}",
        "array" => $"[{Of(node["items"]!, root)}]",
        "string" when node["enum"] is JsonArray words => $"({string.Join('|', words.Select(word => (string?)word).OfType<string>().Order(StringComparer.Ordinal))})",
        "string" when node["format"] is { } format => $"string({(string?)format})",
        _ => type,
    };

    private static IEnumerable<string> Fields(JsonObject node, JsonNode? root)
    {
        var required = node["required"] is JsonArray names ? names.Select(name => (string)name!).ToHashSet() : [];
        return (node["properties"]?.AsObject() ?? []).OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => $"{field.Key}{(required.Contains(field.Key) ? "!" : "")}:{Of(field.Value!, root)}");
    }

    /// <summary>The exporter cannot look into converters; what ours write, tests of their own say.</summary>
    private static JsonNode WithOurConverters(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (context.TypeInfo.ElementType is { } element && schema is JsonObject list && !list.ContainsKey("items"))
        {
            list["items"] = OfConverter(element);
        }

        return OfConverter(context.TypeInfo.Type) ?? schema;
    }

    private static JsonObject? OfConverter(Type type)
    {
        var underlying = Nullable.GetUnderlyingType(type) ?? type;
        JsonNode typeOf(string name) => underlying == type ? JsonValue.Create(name) : new JsonArray(name, "null");
        return underlying switch
        {
            _ when underlying == typeof(DateTimeOffset) => new() { ["type"] = typeOf("string"), ["format"] = "date-time" },
            _ when underlying == typeof(SeqRange) || underlying == typeof(MonthVisits) => new() { ["type"] = typeOf("array"), ["items"] = new JsonObject { ["type"] = "integer" } },
            { IsEnum: true } => new() { ["type"] = typeOf("string"), ["enum"] = new JsonArray([.. Words(underlying).Select(word => (JsonNode)word)]) },
            _ => null,
        };
    }

    private static IEnumerable<string> Words(Type type) =>
        Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName);
}

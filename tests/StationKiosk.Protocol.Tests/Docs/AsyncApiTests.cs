using System.Text.Json.Nodes;
using StationKiosk.Protocol.Messages;
using StationKiosk.Protocol.Tests.Golden;
using YamlDotNet.Serialization;

namespace StationKiosk.Protocol.Tests.Docs;

/// <summary><c>docs/asyncapi.yaml</c> says what the code does, no more and no less.</summary>
public sealed class AsyncApiTests
{
    private static readonly JsonNode Document = Load();

    public static TheoryData<string> Messages => [.. Examples.All.Select(example => example.Type.Name).Distinct()];

    [Fact]
    public void It_is_an_AsyncAPI_3_document() => Assert.Equal("3.0.0", (string?)Document["asyncapi"]);

    [Fact]
    public void It_describes_every_topic_and_no_other()
    {
        var station = StationId.Parse("xyz");
        var expected = Enum.GetValues<StationTopic>().Select(topic => Topics.Of(station, topic).Replace("/xyz/", "/{stationId}/"))
            .Concat([Topics.Command(station, "{name}").Replace("/xyz/", "/{stationId}/"), Topics.Response(station, "{name}").Replace("/xyz/", "/{stationId}/")])
            .Concat([Topics.Keys, Topics.Revocations, Topics.Cards, Topics.Policy]);
        Assert.Equal(expected.Order(), Document["channels"]!.AsObject().Select(channel => (string)channel.Value!["address"]!).Order());
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void It_describes_every_field_as_the_code_reads_and_writes_it(string message)
    {
        var type = Examples.All.First(example => example.Type.Name == message).Type;
        var schema = Document["components"]!["schemas"]![message];
        Assert.True(schema is not null, $"components/schemas/{message} is missing");
        Assert.Equal(Shapes.Of(type), Shapes.Of(schema, Document));
    }

    [Fact]
    public void Each_topic_carries_the_message_that_its_golden_file_shows()
    {
        foreach (var (name, channel) in Document["channels"]!.AsObject().Where(channel => channel.Key != "commands"))
        {
            string message = (string)Assert.Single(channel!["messages"]!.AsObject()).Value!["$ref"]!;
            string payload = (string)Shapes.Resolve(Document, message)["payload"]!["$ref"]!;
            var example = Examples.All.First(each => each.Kind.Split('.')[^1] == name);
            Assert.Equal($"#/components/schemas/{example.Type.Name}", payload);
        }
    }

    [Fact]
    public void Each_command_carries_the_payload_that_its_golden_file_shows()
    {
        var described = Document["channels"]!["commands"]!["messages"]!.AsObject().Select(message =>
            $"commands.{message.Key} {(string?)Shapes.Resolve(Document, (string)message.Value!["$ref"]!)["payload"]!["$ref"]}");
        var expected = Examples.All.Where(example => example.Kind.StartsWith("commands.")).Select(example => $"{example.Kind} #/components/schemas/{example.Type.Name}");
        Assert.Equal(expected.Order(), described.Order());
    }

    [Fact]
    public void Each_event_type_carries_the_data_that_its_golden_file_shows()
    {
        var described = Document["components"]!["schemas"]!["JournalEvent"]!["x-data-by-type"]!.AsObject().Select(pair => $"{pair.Key} {(string?)pair.Value!["$ref"]}");
        var expected = Examples.All.Where(example => example.Kind.Contains('.') && !example.Kind.StartsWith("network.") && !example.Kind.StartsWith("commands."))
            .Select(example => $"{example.Kind} #/components/schemas/{example.Type.Name}").Distinct();
        Assert.Equal(expected.Order(), described.Order());
    }

    [Fact]
    public void No_schema_is_left_over_and_every_reference_leads_somewhere()
    {
        var references = References(Document).ToHashSet();
        Assert.All(references, reference => Shapes.Resolve(Document, reference));
        Assert.All(
            Document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key),
            schema => Assert.Contains($"#/components/schemas/{schema}", references));
    }

    [Fact]
    public void Every_topic_has_one_operation_with_its_quality_of_service()
    {
        var operations = Document["operations"]!.AsObject().Select(operation => operation.Value!).ToList();
        Assert.Equal(
            Document["channels"]!.AsObject().Select(channel => channel.Key).Order(),
            operations.Select(operation => ((string)operation["channel"]!["$ref"]!).Split('/')[^1]).Order());
        Assert.All(operations, operation => Assert.Equal(1, (int)operation["bindings"]!["mqtt"]!["qos"]!));
    }

    [Fact]
    public void It_states_the_limits_of_the_code()
    {
        var schemas = Document["components"]!["schemas"]!;
        Assert.Equal(Limits.BatchEventsMax, (int)schemas["EventBatch"]!["properties"]!["events"]!["maxItems"]!);
        Assert.Equal(Limits.MissingRangesMax, (int)schemas["Receipt"]!["properties"]!["missing"]!["maxItems"]!);
        var encoding = Document["components"]!["messages"]!["events"]!["headers"]!["properties"]![BatchPayload.EncodingProperty]!;
        Assert.Equal(BatchPayload.Brotli, (string?)encoding["const"]);
        Assert.Contains($"{Limits.CompressAboveBytes}", (string?)encoding["description"], StringComparison.Ordinal);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => pair.Key == "$ref" ? [(string)pair.Value!] : References(pair.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static JsonNode Load()
    {
        object? yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize(File.ReadAllText(Path.Combine(GoldenFiles.Repository, "docs", "asyncapi.yaml")));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml))!;
    }
}

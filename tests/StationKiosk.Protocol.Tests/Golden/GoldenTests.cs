using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Protocol.Tests.Golden;

/// <summary>What a message looks like on the wire cannot change unseen.</summary>
public sealed class GoldenTests
{
    static GoldenTests()
    {
        foreach (var example in GoldenFiles.Regenerate ? Examples.All : [])
        {
            File.WriteAllText(GoldenFiles.PathOf($"{example.Name}.json"), example.PrettyJson());
        }
    }

    public static TheoryData<string> Names => [.. Examples.All.Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_is_written_as_its_golden_file_shows_fields_in_order(string name)
    {
        Assert.Equal(Example.OneLine(GoldenFiles.Bytes($"{name}.json")), Encoding.UTF8.GetString(Find(name).Write()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_golden_file_is_read_back_as_the_message_it_was_written_from(string name)
    {
        var example = Find(name);
        byte[] readAndWritten = example.ReadAndWrite(GoldenFiles.Bytes($"{name}.json"));
        Assert.Equal(Encoding.UTF8.GetString(example.Write()), Encoding.UTF8.GetString(readAndWritten));
    }

    [Fact]
    public void Every_message_has_a_golden_file()
    {
        var described = typeof(ProtocolJson).GetCustomAttributesData()
            .Where(data => data.AttributeType == typeof(JsonSerializableAttribute))
            .Select(data => (Type)data.ConstructorArguments[0].Value!)
            .Except([typeof(JournalEvent)]) // only ever inside a batch
            .Select(type => type.Name);
        Assert.Equal(described.Order(), Examples.All.Select(example => example.Type.Name).Distinct().Order());
    }

    [Fact]
    public void Every_event_type_has_a_golden_file()
    {
        var types = typeof(EventTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
        Assert.Empty(types.Except(Kinds));
    }

    [Fact]
    public void Every_topic_has_a_golden_file()
    {
        var station = StationId.Parse("west-gate");
        var topics = Enum.GetValues<StationTopic>().Select(topic => Topics.Of(station, topic)["stations/west-gate/".Length..])
            .Concat([Topics.Keys, Topics.Revocations, Topics.Cards, Topics.Policy])
            .Select(topic => topic.Replace('/', '.'));
        Assert.Empty(topics.Except(Kinds));
    }

    [Fact]
    public void No_golden_file_is_left_over()
    {
        var files = Directory.GetFiles(GoldenFiles.Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file));
        Assert.Equal(Examples.All.Select(example => example.Name).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Kinds => Examples.All.Select(example => example.Kind);

    private static Example Find(string name) => Examples.All.Single(example => example.Name == name);
}

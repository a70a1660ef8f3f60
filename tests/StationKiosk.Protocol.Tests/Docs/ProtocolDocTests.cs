using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.Protocol.Tests.Badges;
using StationKiosk.Protocol.Tests.Golden;

namespace StationKiosk.Protocol.Tests.Docs;

/// <summary><c>docs/PROTOCOL.md</c> shows what is really sent, and names everything there is.</summary>
public sealed partial class ProtocolDocTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(GoldenFiles.Repository, "docs", "PROTOCOL.md"));

    public static TheoryData<string> Goldens => [.. Examples.All.Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Every_golden_file_is_an_example_in_the_document(string name)
    {
        var block = JsonBlocks().Matches(Document).SingleOrDefault(match => match.Groups["golden"].Value == name);
        Assert.True(block is not null, $"docs/PROTOCOL.md has no ```json block under <!-- golden: {name} -->");
        Assert.Equal(Example.OneLine(GoldenFiles.Bytes($"{name}.json")), Example.OneLine(Encoding.UTF8.GetBytes(block.Groups["json"].Value)));
    }

    [Fact]
    public void No_JSON_stands_in_the_document_that_no_golden_file_vouches_for() =>
        Assert.Equal(Document.Split("```json").Length - 1, JsonBlocks().Count(Document));

    [Theory]
    [InlineData("badge.txt", BadgeText.Prefix)]
    [InlineData("card.txt", CardText.Prefix)]
    public void The_worked_examples_show_the_text_and_the_bytes_of_the_golden_badge_and_card(string file, string prefix)
    {
        string text = GoldenFiles.Text(file);
        Assert.Contains($"```text\n{text}\n```", Document, StringComparison.Ordinal);
        string withoutBreaks = Document.Replace("\n", "");
        Assert.Contains(Convert.ToHexStringLower(Forge.Bytes(text, prefix)), withoutBreaks, StringComparison.Ordinal);
    }

    [Fact]
    public void The_diagnostic_notation_names_the_parts_of_the_golden_badge()
    {
        string diagnostic = Document[Document.IndexOf("```cbor-diagnostic", StringComparison.Ordinal)..];
        string signature = Convert.ToHexStringLower(Forge.Bytes(GoldenFiles.Text("badge.txt"))[^64..]);
        var badge = TestIssuer.Badge;
        string[] parts =
        [
            $"h'{TestIssuer.PublicKey().Kid}'", $"2: \"{badge.Subject}\"", $"4: {badge.ExpiresAt.ToUnixTimeSeconds()}", $"6: {badge.IssuedAt.ToUnixTimeSeconds()}",
            $"7: h'{badge.Id}'", $"-70001: {(int)badge.Category}", signature[..64], signature[64..],
        ];
        Assert.All(parts, part => Assert.Contains(part, diagnostic, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_topic_is_named()
    {
        var station = StationId.Parse("xyz");
        var topics = Enum.GetValues<StationTopic>().Select(topic => Topics.Of(station, topic).Replace("/xyz/", "/{id}/"))
            .Concat([Topics.Keys, Topics.Revocations, Topics.Cards, Topics.Policy]);
        Assert.All(topics, topic => Assert.Contains($"| `{topic}` |", Document, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_event_type_and_every_word_of_the_closed_sets_is_named()
    {
        var types = typeof(EventTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
        Type[] sets = [typeof(Service), typeof(Category), typeof(Level), typeof(ClockQuality), typeof(RefusalReason), typeof(VisitFlag), typeof(CardKind), typeof(DeviceState)];
        var words = sets.SelectMany(Enum.GetNames).Select(JsonNamingPolicy.KebabCaseLower.ConvertName);
        Assert.All(types.Concat(words), word => Assert.Contains($"`{word}`", Document, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_number_of_a_closed_set_on_badges_and_cards_is_named()
    {
        var numbers = Enum.GetValues<Category>().Select(each => (Number: (int)each, Name: $"{each}"))
            .Concat(Enum.GetValues<CardKind>().Select(each => (Number: (int)each, Name: $"{each}")))
            .Concat(Enum.GetValues<Service>().Select(each => (Number: (int)each, Name: $"{each}")));
        string oneLine = Regex.Replace(Document, @"\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(5));
        Assert.All(numbers, each => Assert.Contains($"{each.Number} `{JsonNamingPolicy.KebabCaseLower.ConvertName(each.Name)}`", oneLine, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_limit_is_named_with_its_value()
    {
        var limits = typeof(Limits).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"| `{field.Name}` | {field.GetRawConstantValue()} ");
        Assert.All(limits, limit => Assert.Contains(limit, Document, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_link_within_the_document_leads_to_a_heading()
    {
        var seen = new Dictionary<string, int>();
        var anchors = Headings().Matches(Document).Select(match => match.Groups[1].Value.ToLowerInvariant().Replace(' ', '-')).Select(anchor =>
        {
            int count = seen[anchor] = seen.GetValueOrDefault(anchor) + 1;
            return count == 1 ? anchor : $"{anchor}-{count - 1}";
        }).ToHashSet();
        Assert.All(Links().Matches(Document).Select(match => match.Groups[1].Value), link => Assert.Contains(link, anchors));
    }

    [GeneratedRegex(@"<!-- golden: (?<golden>\S+) -->\n```json\n(?<json>.*?)\n```", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex JsonBlocks();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Headings();

    [GeneratedRegex(@"\]\(#([^)]+)\)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Links();
}

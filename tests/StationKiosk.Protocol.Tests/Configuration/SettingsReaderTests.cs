using System.Text;
using Microsoft.Extensions.Configuration;
using StationKiosk.Hosting.Settings;

namespace StationKiosk.Protocol.Tests.Configuration;

/// <summary>Every fault is found at once, and no setting passes unseen.</summary>
public sealed class SettingsReaderTests
{
    private static readonly Dictionary<string, int> Words = new(StringComparer.Ordinal) { ["one"] = 1, ["two"] = 2 };

    [Fact]
    public void What_is_not_set_has_its_default()
    {
        var reader = Read("{}");
        Assert.Equal("text", reader.Text("A", "text"));
        Assert.Null(reader.OptionalText("B"));
        Assert.Equal(7, reader.Integer("C", 7, 1, 9));
        Assert.Null(reader.OptionalInteger("D", 1, 9));
        Assert.True(reader.Flag("E", fallback: true));
        Assert.Equal(TimeSpan.FromSeconds(5), Duration(reader, "F"));
        Assert.Equal(2, reader.Choice("G", 2, Words));
        Assert.Empty(reader.List("H", _ => 0));
        Assert.Empty(reader.Texts("I"));
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public void What_is_set_is_read()
    {
        var reader = Read("""{ "A": "a", "B": "b", "C": 3, "D": -4, "E": false, "F": "00:01:30.5", "G": "one", "H": [{ "X": 1 }, { "X": 2 }], "I": ["p", "q"] }""");
        Assert.Equal("a", reader.Text("A", "text"));
        Assert.Equal("b", reader.RequiredText("B", null, "a text"));
        Assert.Equal(3, reader.Integer("C", 7, 1, 9));
        Assert.Equal(-4, reader.OptionalInteger("D", -9, 9));
        Assert.False(reader.Flag("E", fallback: true));
        Assert.Equal(TimeSpan.FromSeconds(90.5), Duration(reader, "F"));
        Assert.Equal(1, reader.RequiredChoice("G", 2, Words));
        Assert.Equal([1, 2], reader.List("H", item => item.Integer("X", 0, 0, 9)));
        Assert.Equal(["p", "q"], reader.Texts("I"));
        reader.RejectUnknown();
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public void Every_fault_is_found_at_once_with_its_key_its_value_and_the_remedy()
    {
        var reader = Read("""{ "B": "0", "C": "3.5", "D": "maybe", "E": "soon", "F": "three", "G": [{ "X": "99" }], "H": ["good", "bad"], "Misspelt": 1 }""");
        reader.RequiredText("A", null, "a station id");
        Assert.Equal(7, reader.Integer("B", 7, 1, 9));
        Assert.Equal(7, reader.Integer("C", 7, 1, 9));
        Assert.True(reader.Flag("D", fallback: true));
        Assert.Equal(TimeSpan.FromSeconds(5), Duration(reader, "E"));
        Assert.Equal(2, reader.RequiredChoice("F", 2, Words));
        reader.List("G", item => item.Integer("X", 0, 0, 9));
        reader.Texts("H", text => text == "good", "the word good");
        reader.RequiredChoice("I", 2, Words);
        reader.Section("J").Fault("K", null, "a thing that goes with B");
        reader.RejectUnknown();
        Assert.Equal(
            [
                "A: missing; a station id",
                "B = '0': a whole number from 1 to 9",
                "C = '3.5': a whole number from 1 to 9",
                "D = 'maybe': true or false",
                "E = 'soon': a time from 00:00:01 to 01:00:00, written hh:mm:ss",
                "F = 'three': one of one, two",
                "G:0:X = '99': a whole number from 0 to 9",
                "H:1 = 'bad': the word good",
                "I: missing; one of one, two",
                "J:K: missing; a thing that goes with B",
                "Misspelt = '1': no such setting; docs/CONFIGURATION.md lists them",
            ],
            reader.Faults.Select(fault => fault.ToString()));
    }

    [Theory]
    [InlineData("10")]
    [InlineData("-00:00:05")]
    [InlineData("00:00:00")]
    [InlineData("01:00:01")]
    [InlineData("00:61:00")]
    [InlineData("")]
    [InlineData("∞")]
    public void A_time_is_hours_minutes_and_seconds_within_its_range(string text)
    {
        var reader = Read($$"""{ "Wait": "{{text}}" }""");
        Assert.Equal(TimeSpan.FromDays(3), reader.Duration("Wait", TimeSpan.FromDays(3), TimeSpan.FromSeconds(1), text == "10" ? TimeSpan.FromDays(30) : TimeSpan.FromHours(1)));
        Assert.Single(reader.Faults);
    }

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData(" ")]
    [InlineData("٣")]
    public void A_whole_number_is_written_in_plain_digits(string text)
    {
        var reader = Read($$"""{ "Number": "{{text}}" }""");
        Assert.Equal(7, reader.Integer("Number", 7, 1, int.MaxValue));
        Assert.Single(reader.Faults);
    }

    [Fact]
    public void Keys_are_found_whatever_their_case()
    {
        var reader = Read("""{ "panel": { "PORT": 8081 } }""");
        Assert.Equal(8081, reader.Section("Panel").Integer("Port", 1, 1, 65535));
        reader.RejectUnknown();
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public void An_empty_list_or_section_is_no_unknown_setting()
    {
        var reader = Read("""{ "Readers": [], "Zones": [], "Panel": {}, "Names": [] }""");
        Assert.Empty(reader.List("Readers", item => item.RequiredText("Name", null, "a name")));
        Assert.Empty(reader.List("Zones", item => item.Texts("Sensors")));
        Assert.Empty(reader.Texts("Names"));
        reader.Section("Panel").Integer("Port", 1, 1, 65535);
        reader.RejectUnknown();
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public void A_text_where_a_list_or_section_belongs_is_a_fault()
    {
        var reader = Read("""{ "Readers": "camera", "Panel": 8081 }""");
        reader.List("Readers", item => item.Text("Name", ""));
        reader.Section("Panel").Integer("Port", 1, 1, 65535);
        reader.RejectUnknown();
        Assert.Equal(["Panel", "Readers"], reader.Faults.Select(fault => fault.Key));
    }

    [Fact]
    public void An_unknown_key_inside_a_list_is_a_fault()
    {
        var reader = Read("""{ "Readers": [{ "Name": "door", "Nmae": "x" }] }""");
        reader.List("Readers", item => item.Text("Name", ""));
        reader.RejectUnknown();
        Assert.Equal(["Readers:0:Nmae"], reader.Faults.Select(fault => fault.Key));
    }

    [Fact]
    public void The_known_keys_name_list_positions_with_a_star()
    {
        var reader = Read("""{ "Readers": [{}, {}] }""");
        reader.List("Readers", item => item.Text("Name", ""));
        reader.Texts("Names");
        reader.Section("Panel").Integer("Port", 1, 1, 65535);
        Assert.Equal(["Names:*", "Panel:Port", "Readers:*:Name"], reader.KnownKeys.Order(StringComparer.Ordinal));
    }

    private static TimeSpan Duration(SettingsReader reader, string name) =>
        reader.Duration(name, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    private static SettingsReader Read(string json) =>
        new(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build());
}

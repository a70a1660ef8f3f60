using CsCheck;

namespace StationKiosk.Protocol.Tests;

/// <summary>Topics and the names of stations in them.</summary>
public sealed class TopicsTests
{
    [Theory]
    [InlineData("west-gate")]
    [InlineData("abc")]
    [InlineData("007")]
    [InlineData("---")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789-abc")]
    public void A_station_id_is_3_to_40_of_small_letters_digits_and_hyphens(string text)
    {
        Assert.True(StationId.TryParse(text, out var id));
        Assert.Equal(text, id.Value);
        Assert.Equal(text, $"{id}");
        Assert.Equal(StationId.Parse(text), id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789-abcd")]
    [InlineData("West-Gate")]
    [InlineData("west gate")]
    [InlineData("west/gate")]
    [InlineData("west+")]
    [InlineData("west#")]
    [InlineData("$SYS")]
    [InlineData("west_gate")]
    [InlineData("西门口")]
    [InlineData("west\n")]
    [InlineData("any")]
    public void Anything_else_is_no_station_id(string? text)
    {
        Assert.False(StationId.TryParse(text, out var id));
        Assert.Equal("", id.Value);
        Assert.Throws<FormatException>(() => StationId.Parse(text!));
    }

    [Fact]
    public void Every_topic_of_a_station_is_read_back()
    {
        var station = StationId.Parse("west-gate");
        foreach (var topic in Enum.GetValues<StationTopic>())
        {
            Assert.True(Topics.TryParse(Topics.Of(station, topic), out var readStation, out var readTopic));
            Assert.Equal((station, topic), (readStation, readTopic));
        }
    }

    [Fact]
    public void Topics_and_filters_are_spelt_as_the_protocol_says()
    {
        var station = StationId.Parse("west-gate");
        Assert.Equal("stations/west-gate/events", Topics.Of(station, StationTopic.Events));
        Assert.Equal("stations/+/receipt", Topics.FilterOfAll(StationTopic.Receipt));
        Assert.Equal("stations/west-gate/commands/+", Topics.CommandFilter(station));
        Assert.All([Topics.Keys, Topics.Revocations, Topics.Cards, Topics.Policy], topic => Assert.Matches("^network/[a-z]+$", topic));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("stations/west-gate")]
    [InlineData("stations/west-gate/")]
    [InlineData("stations/west-gate/Events")]
    [InlineData("stations/west-gate/events/")]
    [InlineData("/stations/west-gate/events")]
    [InlineData("stations/west-gate/commands/restart")]
    [InlineData("stations/+/events")]
    [InlineData("stations/any/events")]
    [InlineData("network/keys")]
    public void Anything_else_is_no_stations_topic(string topic) => Assert.False(Topics.TryParse(topic, out _, out _));

    [Fact]
    public void Random_text_is_a_station_id_only_where_every_character_may_stand_in_one() =>
        Gen.String[Gen.Char["abz059-_/+# Aé"], 0, 50].Sample(
            text =>
            {
                bool expected = text.Length is >= 3 and <= 40 && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
                Assert.Equal(expected, StationId.TryParse(text, out _));
                Assert.Equal(expected, Topics.TryParse($"stations/{text}/events", out _, out _));
            },
            iter: 10_000);

    [Fact]
    public void Random_text_is_no_topic() => Gen.String[0, 200].Sample(text => Assert.False(Topics.TryParse(text, out _, out _)), iter: 10_000);
}

using System.Text;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Protocol.Tests.Messages;

/// <summary>What is read, what is refused, and that a refusal says why in one line.</summary>
public sealed class ReadingTests
{
    private const string Recounted = """{"zone":"canteen","was":9,"counted":7}""";

    [Fact]
    public void Fields_may_stand_in_any_order_with_any_space() =>
        Assert.Equal(new OccupancyRecounted("canteen", 9, 7), Read(""" { "counted" : 7 , "zone":"canteen",  "was": 9 } """));

    [Fact]
    public void Fields_that_a_reader_does_not_know_are_passed_over() =>
        Assert.Equal(new OccupancyRecounted("canteen", 9, 7), Read("""{"zone":"canteen","was":9,"counted":7,"by":{"deep":[1,{"er":null}]}}"""));

    [Theory]
    [InlineData("""{"zone":"canteen","zone":"hall","was":9,"counted":7}""", "zone")]
    [InlineData("""{"zone":"canteen","was":9}""", "counted")]
    [InlineData("""{"zone":"canteen","counted":7}""", "was")]
    [InlineData("""{"zone":null,"was":9,"counted":7}""", "zone")]
    [InlineData("""{"zone":"canteen","was":9,"counted":null}""", "counted")]
    [InlineData("""{"zone":"canteen","was":9,"counted":"7"}""", "counted")]
    [InlineData("""{"zone":"canteen","was":9,"counted":7.5}""", "counted")]
    [InlineData("""{"zone":"canteen","was":9,"counted":99999999999}""", "counted")]
    [InlineData("""{"zone":7,"was":9,"counted":7}""", "zone")]
    [InlineData("""{"Zone":"canteen","was":9,"counted":7}""", "zone")]
    [InlineData(Recounted + "x", "x")]
    [InlineData(Recounted + Recounted, "{")]
    [InlineData("[]", "OccupancyRecounted")]
    [InlineData("null", "null")]
    [InlineData("", "JSON")]
    [InlineData("""{"zone":"canteen","was":9,"counted":7,}""", "trailing comma")]
    [InlineData("""{"zone":"canteen",/* no */"was":9,"counted":7}""", "'/'")]
    public void What_is_not_the_message_is_refused_and_the_fault_names_it(string json, string named) => AssertRefused(json, named);

    [Theory]
    [InlineData("0")]
    [InlineData("\"0\"")]
    [InlineData("\"nonsense\"")]
    [InlineData("\"expired,revoked\"")]
    [InlineData("\"NotYetValid\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    public void A_word_of_a_closed_set_is_nothing_but_one_of_its_names(string word)
    {
        string json = $$"""{"reason":{{word}},"reader":"door"}""";
        Assert.False(ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), ProtocolJson.Default.VisitRefused, out _, out string? fault));
        Assert.Contains("$.reason", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_outside_a_closed_set_is_never_written() =>
        Assert.ThrowsAny<Exception>(() => ProtocolJson.Bytes(new VisitRefused((RefusalReason)99, "door"), ProtocolJson.Default.VisitRefused));

    [Theory]
    [InlineData("2026-11-22T14:05:09.123Z")]
    [InlineData("2026-11-22T22:05:09.123+08:00")]
    [InlineData("2026-11-22T04:05:09.1230-10:00")]
    [InlineData("2026-11-22T14:05:09.1230000Z")]
    public void A_time_with_any_offset_is_read_and_written_in_UTC_with_Z_and_milliseconds(string time)
    {
        var read = ReadSynced(time, out string? fault);
        Assert.Null(fault);
        Assert.Equal(TimeSpan.Zero, read!.BootTime.Offset);
        Assert.Contains("\"bootTime\":\"2026-11-22T14:05:09.123Z\"", Encoding.UTF8.GetString(ProtocolJson.Bytes(read, ProtocolJson.Default.ClockSynced)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-22T14:05:09")]
    [InlineData("2026-11-22")]
    [InlineData("14:05:09Z")]
    [InlineData("2026-13-22T14:05:09Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void A_time_without_an_offset_or_without_sense_is_refused(string time)
    {
        Assert.Null(ReadSynced(time, out string? fault));
        Assert.Equal("$.bootTime: a time is RFC 3339, such as 2026-11-22T14:05:09.123Z", fault);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[1,2,3]")]
    [InlineData("[2,1]")]
    [InlineData("[0,1]")]
    [InlineData("[-1,1]")]
    [InlineData("[1.5,2]")]
    [InlineData("[\"1\",\"2\"]")]
    [InlineData("[1,[2]]")]
    [InlineData("[1,99999999999999999999]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("7")]
    public void A_range_is_two_numbers_in_order_from_1(string range)
    {
        string json = $$"""{"epoch":"5b1d0a3e-93f4-4c57-8a41-6a0e2d7c9b10","through":9,"missing":[{{range}}],"quarantined":[],"serverTime":"2026-11-22T14:05:09.123Z"}""";
        Assert.False(ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), ProtocolJson.Default.Receipt, out _, out string? fault));
        Assert.Equal("$.missing[0]: a range is [from,to] with 1 <= from <= to", fault);
    }

    [Theory]
    [InlineData("[0,1]")]
    [InlineData("[1,0]")]
    [InlineData("[1]")]
    [InlineData("[1,2,3]")]
    [InlineData("[\"WORKERAA\",3]")]
    [InlineData("null")]
    public void A_month_is_a_number_and_a_count(string month)
    {
        string json = $$"""{"epoch":"5b1d0a3e-93f4-4c57-8a41-6a0e2d7c9b10","through":9,"missing":[],"quarantined":[],"serverTime":"2026-11-22T14:05:09.123Z","month":[{{month}}]}""";
        Assert.False(ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), ProtocolJson.Default.Receipt, out _, out string? fault));
        Assert.Equal("$.month[0]: a month is [seq,visits], both at least 1", fault);
    }

    [Fact]
    public void A_range_holds_both_its_ends()
    {
        var range = new SeqRange(3, 5);
        Assert.Equal(3, range.Count);
        Assert.Equal([3L, 4L, 5L], new long[] { 2, 3, 4, 5, 6 }.Where(range.Contains));
    }

    [Fact]
    public void Null_in_place_of_an_element_is_refused_in_every_list()
    {
        const string at = "\"at\":\"2026-11-22T14:05:09.123Z\"";
        const string id = "\"5b1d0a3e-93f4-4c57-8a41-6a0e2d7c9b10\"";
        Refuses($$"""{{{at}},"validUntil":"2026-11-22T14:05:09.123Z","zones":[null]}""", ProtocolJson.Default.StationOccupancy);
        Refuses($$"""{"epoch":{{id}},"events":[null]}""", ProtocolJson.Default.EventBatch);
        Refuses($$"""{{{at}},"keys":[null]}""", ProtocolJson.Default.KeyList);
        Refuses($$"""{{{at}},"badges":[null],"subjects":[]}""", ProtocolJson.Default.RevocationList);
        Refuses($$"""{{{at}},"badges":[],"subjects":[null]}""", ProtocolJson.Default.RevocationList);
        Refuses($$"""{{{at}},"revoked":[null]}""", ProtocolJson.Default.CardList);
        Refuses($$"""{{{at}},"debounceSeconds":null,"listsStaleAfterSeconds":null,"closed":[null]}""", ProtocolJson.Default.NetworkPolicy);
        Refuses(Health("devices"), ProtocolJson.Default.StationHealth);
        Refuses(Health("loops"), ProtocolJson.Default.StationHealth);

        static void Refuses<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
            where T : class
        {
            Assert.False(ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), type, out _, out string? fault));
            Assert.Contains("a list holds null", fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_event_of_a_type_that_a_reader_does_not_know_is_read_with_its_data_as_it_came()
    {
        var batch = Assert.Single(ReadBatch("\"some.new-thing\"", """{"b":[1, null, 2.50],"a":"\u4f11"}""", out _)!.Events);
        Assert.Equal("some.new-thing", batch.Type);
        Assert.Equal("""{"b":[1, null, 2.50],"a":"\u4f11"}""", batch.Data.GetRawText());
    }

    [Fact]
    public void Duplicate_fields_are_refused_inside_an_events_data_too()
    {
        Assert.Null(ReadBatch("\"some.new-thing\"", """{"a":1,"a":2}""", out string? fault));
        Assert.NotNull(fault);
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_refused()
    {
        // The event's data begins at depth 4: batch, list, event, data.
        Assert.NotNull(ReadBatch("\"deep\"", new string('[', 13) + new string(']', 13), out _));
        Assert.Null(ReadBatch("\"deep\"", new string('[', 14) + new string(']', 14), out _));
        Assert.Null(ReadBatch("\"deep\"", new string('[', 100_000), out string? fault));
        Assert.DoesNotContain('\n', fault!);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_before_they_can_hide_in_an_events_data()
    {
        byte[] json = [.. """{"zone":"cant"""u8, 0xFF, .. """een","was":9,"counted":7}"""u8];
        Assert.False(ProtocolJson.TryRead(json, ProtocolJson.Default.OccupancyRecounted, out _, out string? fault));
        Assert.Equal("it is not UTF-8", fault);
    }

    [Fact]
    public void A_fault_is_one_short_line_whatever_the_message_holds()
    {
        string name = new string('x', 100_000) + "\\n\\u001b[31m";
        Assert.Null(ReadBatch("\"t\"", $$"""{"{{name}}":1,"{{name}}":2}""", out string? fault));
        Assert.InRange(fault!.Length, 1, 300);
        Assert.DoesNotContain(fault, char.IsControl);
    }

    private static OccupancyRecounted Read(string json)
    {
        Assert.True(ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), ProtocolJson.Default.OccupancyRecounted, out var message, out string? fault), fault);
        return message;
    }

    private static void AssertRefused(string json, string named)
    {
        Assert.False(ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), ProtocolJson.Default.OccupancyRecounted, out var message, out string? fault));
        Assert.Null(message);
        Assert.Contains(named, fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
    }

    private static ClockSynced? ReadSynced(string time, out string? fault)
    {
        string json = $$"""{"source":"kernel","offsetMilliseconds":0,"bootTime":"{{time}}"}""";
        ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), ProtocolJson.Default.ClockSynced, out var message, out fault);
        return message;
    }

    private static EventBatch? ReadBatch(string type, string data, out string? fault)
    {
        const string id = "\"5b1d0a3e-93f4-4c57-8a41-6a0e2d7c9b10\"";
        string json = $$"""{"epoch":{{id}},"events":[{"seq":1,"id":{{id}},"type":{{type}},"time":"2026-11-22T14:05:09.123Z","clock":"synced","boot":{{id}},"mono":1,"data":{{data}}}]}""";
        ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), ProtocolJson.Default.EventBatch, out var batch, out fault);
        return batch;
    }

    private static string Health(string listWithNull)
    {
        string json = Encoding.UTF8.GetString(Golden.GoldenFiles.Bytes("health.json"));
        int start = json.IndexOf('[', json.IndexOf($"\"{listWithNull}\"", StringComparison.Ordinal)) + 1;
        return json.Insert(start, "null,");
    }
}

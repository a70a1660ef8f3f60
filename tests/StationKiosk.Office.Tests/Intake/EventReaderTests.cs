using System.IO.Compression;
using System.Text;
using CsCheck;
using StationKiosk.Office.Intake;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Tests.Intake;

public sealed class EventReaderTests
{
    private const string Envelope = """{"epoch":"0a0a0a0a-0000-4000-8000-000000000001","events":[""";

    public static TheoryData<string> BadEvents => new()
    {
        "17",
        "null",
        """{"seq":2}""",
        """{"seq":2,"id":"x","type":"visit.checked-in"}""",
        Good(2).Replace("\"type\":\"visit.checked-in\"", "\"type\":\"\"", StringComparison.Ordinal),
        Good(2).Replace("\"type\":\"visit.checked-in\"", $"\"type\":\"{new string('x', 101)}\"", StringComparison.Ordinal),
        Good(2).Replace("\"seq\":2", "\"seq\":0", StringComparison.Ordinal),
        Good(2).Replace("\"seq\":2", "\"seq\":9007199254740992", StringComparison.Ordinal),
        Good(2).Replace("\"seq\":2", "\"seq\":2,\"seq\":3", StringComparison.Ordinal),
        Good(2).Replace("courier", "astronaut", StringComparison.Ordinal),
        Good(2).Replace("\"flags\":[]", "\"flags\":null", StringComparison.Ordinal),
        Good(2).Replace("\"mono\":2000", "\"mono\":-1", StringComparison.Ordinal),
        Good(2).Replace("\"mono\":2000", "\"mono\":9007199254740991", StringComparison.Ordinal),
        Good(2).Replace("\"time\":\"2026", "\"time\":\"9999", StringComparison.Ordinal),
        Good(2).Replace("\"time\":\"2026", "\"time\":\"0001", StringComparison.Ordinal),
        Good(2).Replace("\"type\":\"visit", "\"type\":\"\\ud800visit", StringComparison.Ordinal),
        Good(2).Replace("\"reader\":\"door", "\"reader\":\"\\ud800", StringComparison.Ordinal),
        Good(2).Replace("\"data\":{", $"\"data\":{{\"x\":\"{new string('x', Limits.EventDataBytesMax)}\",", StringComparison.Ordinal),
        Good(2).Replace("\"data\":{", $"\"data\":{{\"x\":{new string('[', 30)}{new string(']', 30)},", StringComparison.Ordinal),
    };

    [Theory]
    [MemberData(nameof(BadEvents))]
    public void One_bad_event_never_spoils_its_neighbours(string bad)
    {
        var batch = Read($"{Envelope}{Good(1)},{bad},{Good(3)}]}}");
        Assert.Equal([1L, 3L], batch.Good.Select(good => good.Entry.Seq));
        Assert.Equal(bad, Encoding.UTF8.GetString(Assert.Single(batch.Bad).Body));
        Assert.NotEmpty(batch.Bad[0].Why);
    }

    [Fact]
    public void A_bad_event_keeps_its_seq_where_that_can_be_told()
    {
        var batch = Read($$"""{{Envelope}}{"seq":7,"junk":true},{"seq":"8"}]}""");
        Assert.Equal([7L, null], batch.Bad.Select(bad => bad.Seq));
    }

    [Fact]
    public void An_unknown_type_is_no_fault()
    {
        var batch = Read($"{Envelope}{Good(1).Replace("visit.checked-in", "door.sang", StringComparison.Ordinal)}]}}");
        Assert.Equal("door.sang", Assert.Single(batch.Good).Entry.Type);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"epoch":"not one","events":[]}""")]
    [InlineData("""{"epoch":"\ud800a0a0a0a-0000-4000-8000-000000000001","events":[]}""")]
    [InlineData("""{"\ud800poch":"0a0a0a0a-0000-4000-8000-000000000001","events":[]}""")]
    [InlineData("""{"epoch":"0a0a0a0a-0000-4000-8000-000000000001","events":{}}""")]
    [InlineData("""{"epoch":"0a0a0a0a-0000-4000-8000-000000000001","events":[""")]
    public void What_is_no_batch_is_refused_with_a_reason(string text)
    {
        Assert.False(EventReader.TryRead(Encoding.UTF8.GetBytes(text), contentEncoding: null, out _, out string? fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void Compressed_batches_are_read_and_bombs_are_not()
    {
        var payload = BatchPayload.Of(Samples.Visits(1, 50));
        Assert.Equal(BatchPayload.Brotli, payload.ContentEncoding);
        Assert.True(EventReader.TryRead(payload.Bytes, payload.ContentEncoding, out var batch, out _));
        Assert.Equal(50, batch.Good.Count);

        byte[] bomb = new byte[4096];
        Assert.True(BrotliEncoder.TryCompress(new byte[50_000_000], bomb, out int length, 5, 22));
        Assert.False(EventReader.TryRead(bomb.AsSpan(0, length), BatchPayload.Brotli, out _, out string? fault));
        Assert.NotEmpty(fault);
        Assert.False(EventReader.TryRead(payload.Bytes, "gzip", out _, out fault));
        Assert.Contains("content-encoding", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bytes_whatever_make_it_throw()
    {
        byte[] valid = Encoding.UTF8.GetBytes($"{Envelope}{Good(1)},{Good(2)}]}}");
        Gen.Byte.Array[0, 200].Sample(bytes => EventReader.TryRead(bytes, null, out _, out _) || true);
        Gen.Byte.Array[0, 200].Sample(bytes => EventReader.TryRead(bytes, BatchPayload.Brotli, out _, out _) || true);
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] broken = [.. valid];
            broken[at] = value;
            return EventReader.TryRead(broken, null, out _, out _) || true;
        });
    }

    private static string Good(long seq) => Encoding.UTF8.GetString(ProtocolJson.Bytes(Samples.Visit(seq), ProtocolJson.Default.JournalEvent));

    private static ReadBatch Read(string text)
    {
        Assert.True(EventReader.TryRead(Encoding.UTF8.GetBytes(text), contentEncoding: null, out var batch, out string? fault), fault);
        return batch;
    }
}

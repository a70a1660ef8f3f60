using System.Text;
using CsCheck;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Journal;

public sealed class JournalRowTests : IDisposable
{
    private readonly TestKiosk _kiosk = new();

    public void Dispose() => _kiosk.Dispose();

    private static EventContent Refusal(string reader = "door") => EventContent.Of(new VisitRefused(RefusalReason.Expired, reader));

    private JournalRow Row(long seq = 1) => JournalRow.Of(seq, Guid.NewGuid(), Refusal("夜 \"door\""), _kiosk.Clock.Now(), Chain.Start(Guid.NewGuid()));

    [Fact]
    public void A_body_is_what_the_protocol_would_write()
    {
        var row = Row();
        Assert.Equal(Encoding.UTF8.GetString(ProtocolJson.Bytes(row.Event, ProtocolJson.Default.JournalEvent)), Encoding.UTF8.GetString(row.Body));
        Assert.Equal((row.Seq, row.Type, row.Time), (row.Event.Seq, row.Event.Type, row.Event.Time.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void Every_single_changed_bit_of_a_row_changes_its_checksum()
    {
        var row = Row(seq: 1234);
        for (int bit = 0; bit < 64; bit++)
        {
            Assert.NotEqual(row.Check, (row with { Seq = row.Seq ^ (1L << bit) }).Check);
            Assert.NotEqual(row.Check, (row with { Time = row.Time ^ (1L << bit) }).Check);
        }

        Assert.All(Flipped(row.Body), body => Assert.NotEqual(row.Check, (row with { Body = body }).Check));
        Assert.All(Flipped(row.After), after => Assert.NotEqual(row.Check, (row with { After = after }).Check));
        Assert.All(Flipped(Encoding.UTF8.GetBytes(row.Type)), type => Assert.NotEqual(row.Check, (row with { Type = Encoding.UTF8.GetString(type) }).Check));
    }

    [Fact]
    public void A_batch_leads_from_its_first_link_to_its_last_whatever_was_appended() =>
        Gen.String[0, 40].Array[1, 20].Sample(
            readers =>
            {
                using var kiosk = new TestKiosk();
                foreach (string reader in readers)
                {
                    kiosk.Journal.Defer(Refusal(reader));
                }

                kiosk.Journal.Flush();
                Assert.True(ProtocolJson.TryRead(kiosk.Journal.ReadBatch(1, readers.Length)!.Json, ProtocolJson.Default.EventBatch, out var batch, out string? fault), fault);
                Assert.Equal(Chain.Text(Chain.Start(kiosk.Journal.Epoch)), batch.After);
                byte[] end = batch.Events.Aggregate(Chain.Start(kiosk.Journal.Epoch), (link, e) => Chain.Next(link, Chain.Digest(ProtocolJson.Bytes(e, ProtocolJson.Default.JournalEvent))));
                Assert.Equal(Chain.Text(end), batch.End);
            },
            iter: 20);

    private static IEnumerable<byte[]> Flipped(byte[] bytes)
    {
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return flipped;
        }
    }
}

using System.Text;
using System.Text.Json;
using CsCheck;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Intake;

public sealed class ChainTests : IDisposable
{
    private const string Station = "west-gate";

    private readonly TempFolder _folder = new();
    private readonly OfficeStore _store;

    public ChainTests() => _store = OfficeStore.Open(_folder["office.db"]);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_receipt_says_how_far_the_chain_is_held_and_its_link_there()
    {
        var events = Samples.Visits(1, 9).Events;
        Assert.Equal(new ChainMark(4, Link(events, 4)), Take(Chained(events, 1, 4)).Receipts[0].Receipt.Chain);
        Assert.Equal(new ChainMark(4, Link(events, 4)), Take(Chained(events, 7, 9)).Receipts[0].Receipt.Chain);
        Assert.Equal(new ChainMark(9, Link(events, 9)), Take(Chained(events, 5, 6)).Receipts[0].Receipt.Chain);
        Assert.Equal(0, Epoch().ChainBreaks);
    }

    [Fact]
    public void Whatever_order_and_however_often_a_journal_comes_its_chain_holds() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 12]).Array[1, 12].Sample(
            parts =>
            {
                using var folder = new TempFolder();
                using var store = OfficeStore.Open(folder["office.db"]);
                var events = Samples.Visits(1, 12).Events;
                foreach (var (one, other) in parts.Append((1, 12)))
                {
                    store.Take(Batch(Chained(events, Math.Min(one, other), Math.Max(one, other))));
                }

                var epoch = Assert.Single(store.Read(tables => tables.Epochs.All()));
                Assert.Equal((0, 12L), (epoch.ChainBreaks, epoch.Held.Contiguous));
            },
            iter: 20);

    [Fact]
    public void A_batch_damaged_on_the_way_is_parked_and_asked_for_again()
    {
        var batch = Chained(Samples.Visits(1, 3).Events, 1, 3);
        var result = _store.Take(Json(Text(batch).Replace("ABCDEFGH", "ABCDEFGI", StringComparison.Ordinal)));
        Assert.Equal((0, 1, 0L), (result.Stored, result.Quarantined, result.Receipts[0].Receipt.Through));
        Assert.Equal(3, _store.Take(Batch(batch)).Stored);
        Assert.Equal(0, Epoch().ChainBreaks);
    }

    [Fact]
    public void A_batch_that_never_verifies_is_taken_the_second_time_and_counted_as_a_break()
    {
        var damaged = Json(Text(Chained(Samples.Visits(1, 3).Events, 1, 3)).Replace("ABCDEFGH", "ABCDEFGI", StringComparison.Ordinal));
        Assert.Equal(0, _store.Take(damaged).Stored);
        var second = _store.Take(damaged);
        Assert.Equal((3, 3L, 1L), (second.Stored, second.Receipts[0].Receipt.Through, Epoch().ChainBreaks));
        Assert.Null(second.Receipts[0].Receipt.Chain);
        Assert.Contains(second.Alarms, alarm => alarm.Contains("the chain breaks", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4, 6, 1, 3)]
    [InlineData(1, 3, 4, 6)]
    public void An_altered_event_shows_whichever_side_comes_first(int from, int to, int altered, int alteredTo)
    {
        var events = Samples.Visits(1, 6).Events;
        Take(Chained(events, from, to));
        var other = events.Select(e => e.Seq == altered ? e with { Id = Guid.NewGuid() } : e).ToList();
        var result = Take(altered < from ? Chained(other, altered, alteredTo) : ChainedAfter(Link(other[..3], 3, salt: "x"), other, altered, alteredTo));
        Assert.Equal((3, 1L), (result.Stored, Epoch().ChainBreaks));
        Assert.Contains(result.Alarms, alarm => alarm.Contains("the chain breaks", StringComparison.Ordinal));
        Take(altered < from ? Chained(other, altered, alteredTo) : ChainedAfter(Link(other[..3], 3, salt: "x"), other, altered, alteredTo));
        Assert.Equal(1, Epoch().ChainBreaks);
    }

    [Fact]
    public void A_blanked_event_is_proven_by_its_digest_and_known_when_it_comes_again()
    {
        var events = Samples.Visits(1, 3).Events;
        Take(Chained(events, 1, 3));
        var again = Take(Chained(Blanked(events), 1, 3));
        Assert.Equal((0, 3, 0, 0L), (again.Stored, again.Duplicates, again.Conflicts, Epoch().ChainBreaks));
    }

    [Fact]
    public void An_office_back_from_a_backup_takes_blanked_events_counts_them_and_its_chain_goes_on()
    {
        var events = Samples.Visits(1, 6).Events;
        var result = Take(Chained(Blanked(events), 1, 3));
        Assert.Equal((3, new ChainMark(3, Link(events, 3))), (result.Stored, result.Receipts[0].Receipt.Chain));
        Take(Chained(events, 4, 6));
        Assert.Equal((0L, 6), (Epoch().ChainBreaks, _store.Read(tables => tables.Visits.Of(Station)).Count(visit => visit.Counted)));
    }

    [Fact]
    public void What_is_declared_lost_is_not_waited_for_and_is_kept_with_the_reason()
    {
        var lost = Samples.Event(6, EventContent.Of(new JournalLost([new SeqRange(3, 4), new SeqRange(7, 9)], LossReason.Damaged)));
        Take(new EventBatch(Samples.Epoch, [Samples.Visit(1), Samples.Visit(2), Samples.Visit(5)]));
        var result = Take(new EventBatch(Samples.Epoch, [lost]));
        Assert.Equal((6L, 0), (result.Receipts[0].Receipt.Through, result.Receipts[0].Receipt.Missing.Count));
        Assert.Equal([(new SeqRange(3, 4), LossReason.Damaged)], _store.Read(tables => tables.Lost.Of(Epoch().Key)).Select(each => (each.Range, each.Why)));
    }

    [Fact]
    public void A_rescued_event_counts_once_under_its_own_epoch_and_seq()
    {
        var old = Guid.NewGuid();
        Take(new EventBatch(old, [Samples.Visit(1)]));
        var result = Take(new EventBatch(Samples.Epoch, [Rescued(1, old, Samples.Visit(1)), Rescued(2, old, Samples.Visit(2)), Rescued(3, old, Samples.Visit(2))]));
        Assert.Equal(3, result.Stored);
        Assert.Equal(2, _store.Read(tables => tables.Visits.Of(Station)).Count);
        Assert.Equal(2, _store.Read(tables => tables.Epochs.All()).Single(epoch => epoch.Id == old).Held.Contiguous);
    }

    [Fact]
    public void A_rescued_event_whose_number_was_used_twice_is_a_visit_of_its_own()
    {
        var old = Guid.NewGuid();
        Take(new EventBatch(old, [Samples.Visit(1, category: Category.Truck)]));
        Take(new EventBatch(Samples.Epoch, [Rescued(1, old, Samples.Visit(1, category: Category.Courier))]));
        Assert.Equal([Category.Truck, Category.Courier], _store.Read(tables => tables.Visits.Of(Station)).Select(visit => visit.Data.Category!.Value));
    }

    private static JournalEvent Rescued(long seq, Guid epoch, JournalEvent e) => Samples.Event(seq, new EventContent(
        EventTypes.JournalRescued,
        JsonSerializer.Serialize(new JournalRescued(epoch, JsonSerializer.SerializeToElement(e, ProtocolJson.Default.JournalEvent)), ProtocolJson.Default.JournalRescued)));

    private static List<JournalEvent> Blanked(IReadOnlyList<JournalEvent> events) => [.. events.Select(e =>
    {
        var visit = e.Data.Deserialize(ProtocolJson.Default.VisitCheckedIn)! with { Sub = null, Badge = null };
        return e with { Id = Guid.Empty, Data = JsonSerializer.SerializeToElement(visit, ProtocolJson.Default.VisitCheckedIn), Digest = Chain.Text(DigestOf(e)) };
    })];

    private static EventBatch Chained(IReadOnlyList<JournalEvent> events, int from, int to) => ChainedAfter(Link(events, from - 1), events, from, to);

    private static EventBatch ChainedAfter(string after, IReadOnlyList<JournalEvent> events, int from, int to)
    {
        var part = events.Where(e => e.Seq >= from && e.Seq <= to).ToList();
        byte[] end = part.Aggregate(Convert.FromHexString(after), (link, e) => Chain.Next(link, DigestOf(e)));
        return new EventBatch(Samples.Epoch, part, after, Chain.Text(end));
    }

    private static string Link(IReadOnlyList<JournalEvent> events, int seq, string salt = "") => Chain.Text(events.Take(seq).Aggregate(
        Chain.Start(Samples.Epoch), (link, e) => Chain.Next(link, Chain.Digest([.. DigestOf(e), .. Encoding.UTF8.GetBytes(salt)]) is { } salted && salt.Length > 0 ? salted : DigestOf(e))));

    private static byte[] DigestOf(JournalEvent e) =>
        Chain.TryParse(e.Digest, out byte[]? digest) ? digest : Chain.Digest(ProtocolJson.Bytes(e, ProtocolJson.Default.JournalEvent));

    private IntakeResult Take(EventBatch batch) => _store.Take(Batch(batch));

    private static Incoming Batch(EventBatch batch) => Samples.Incoming(Station, batch);

    private static string Text(EventBatch batch) => Encoding.UTF8.GetString(ProtocolJson.Bytes(batch, ProtocolJson.Default.EventBatch));

    private static Incoming Json(string json) => Samples.Incoming(Station, StationTopic.Events, Encoding.UTF8.GetBytes(json));

    private StoredEpoch Epoch() => Assert.Single(_store.Read(tables => tables.Epochs.All()));
}

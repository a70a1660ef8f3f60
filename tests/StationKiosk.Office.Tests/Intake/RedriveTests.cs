using System.Text;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Intake;

public sealed class RedriveTests : IDisposable
{
    private const string Station = "west-gate";

    private readonly TempFolder _folder = new();
    private readonly OfficeStore _store;

    public RedriveTests() => _store = OfficeStore.Open(_folder["office.db"]);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void An_event_that_this_program_can_read_is_counted_once_and_leaves_the_quarantine()
    {
        Park(seq: 7, Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(Samples.Visit(7), ProtocolJson.Default.JournalEvent)));
        Assert.Equal((1, 1), Redrive.Quarantine(_store, keys: null, NoKeys, Samples.Now));
        Assert.Equal((0, 0), Redrive.Quarantine(_store, keys: null, NoKeys, Samples.Now));
        Assert.Single(Visits());
        Assert.Empty(_store.Read(tables => tables.Quarantine.All()));
    }

    [Fact]
    public void What_still_cannot_be_read_stays()
    {
        _store.Take(Samples.Incoming(Station, StationTopic.Events, "junk"u8.ToArray()), Samples.Incoming(Station, StationTopic.Health, "junk"u8.ToArray()));
        Assert.Equal((2, 0), Redrive.Quarantine(_store, keys: null, NoKeys, Samples.Now));
        Assert.Equal(2, _store.Read(tables => tables.Quarantine.All()).Count);
    }

    [Fact]
    public void A_whole_message_parked_by_an_older_program_is_entered_packed_or_not()
    {
        var batch = BatchPayload.Of(Samples.Visits(1, 50));
        Assert.NotNull(batch.ContentEncoding);
        _store.Write(tables => tables.Quarantine.Park(new Poison(Station, Topics.Of(StationId.Parse(Station), StationTopic.Events), null, null, "old", batch.Bytes), Samples.Now));
        Assert.Equal((1, 1), Redrive.Quarantine(_store, keys: null, NoKeys, Samples.Now));
        Assert.Equal(50, Visits().Count);
    }

    [Fact]
    public void What_was_discarded_keeps_its_reason_and_is_not_taken_up_again()
    {
        _store.Take(Samples.Incoming(Station, StationTopic.Events, "junk"u8.ToArray()));
        long key = _store.Read(tables => tables.Quarantine.Keys()).Single();
        _store.Write(tables =>
        {
            tables.Quarantine.Discard(key, "a test of the installer");
            return true;
        });
        Assert.Equal((1, 0), Redrive.Quarantine(_store, [key], NoKeys, Samples.Now));
        var entry = _store.Read(tables => tables.Quarantine.One(key))!;
        Assert.Equal(("a test of the installer", 0), (entry.Discarded, entry.Poison.Bytes.Length));
        Assert.Empty(_store.Read(tables => tables.Quarantine.Counts()));
    }

    [Fact]
    public void A_visit_whose_key_was_not_known_counts_once_the_key_arrives()
    {
        using var badges = new TestBadges();
        var badge = TestBadges.Badge(category: Category.Truck);
        var content = EventContent.Of(new VisitCheckedIn(null, null, null, "door", null, null, [VisitFlag.KeyUnverified], badges.Text(badge)));
        _store.Take(TestBadges.Now, [], Samples.Incoming(Station, new EventBatch(Samples.Epoch, [Samples.Event(1, content, TestBadges.Now)])));
        Assert.Equal("unknown-key", Visits().Single().Why);
        Assert.Equal(0, Redrive.UnknownKeys(_store, NoKeys, TestBadges.Now));
        Assert.Equal(1, Redrive.UnknownKeys(_store, new BadgeCheck(() => badges.KeyList.Keys), TestBadges.Now.AddDays(1)));
        var visit = Visits().Single();
        Assert.Equal((badge.Subject, Category.Truck, true), (visit.Data.Sub, visit.Data.Category, visit.Counted));
        Assert.Single(_store.Read(tables => tables.Revisions.Between(TestBadges.Now.AddDays(-1), TestBadges.Now.AddDays(1))));
    }

    private static BadgeCheck NoKeys => new(() => []);

    private void Park(long seq, byte[] bytes) => _store.Write(tables =>
    {
        var epoch = tables.Epochs.Open(Station, Samples.Epoch, Samples.Now);
        epoch.Held.TryAdd(seq);
        tables.Epochs.Save(epoch);
        return tables.Quarantine.Park(new Poison(Station, $"stations/{Station}/events", epoch.Key, seq, "an older program's reason", bytes), Samples.Now);
    });

    private IReadOnlyList<StoredVisit> Visits() => _store.Read(tables => tables.Visits.Of(Station));
}

using StationKiosk.Office.Intake;
using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Intake;

public sealed class EpochAlarmTests : IDisposable
{
    private const string Station = "west-gate";
    private static readonly Guid NewEpoch = Guid.NewGuid();

    private readonly TempFolder _folder = new();
    private readonly OfficeStore _store;

    public EpochAlarmTests() => _store = OfficeStore.Open(_folder["office.db"]);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_copied_card_that_writes_other_events_under_the_same_numbers_is_shown_as_a_problem_for_a_week()
    {
        _store.Take(Samples.Incoming(Station, Samples.Visits(1, 1)));
        _store.Take(Samples.Incoming(Station, new EventBatch(Samples.Epoch, [Samples.Visit(1, category: Category.Truck)])));
        Assert.Contains(ReasonKey.CardCopied, Problems(Samples.Now));
        Assert.DoesNotContain(ReasonKey.CardCopied, Problems(Samples.Now.AddDays(8)));
    }

    [Fact]
    public void A_swapped_card_is_a_new_journal_and_no_alarm_also_while_the_old_ones_messages_are_still_on_their_way()
    {
        _store.Take(Samples.Now, [], State(Samples.Epoch), Samples.Incoming(Station, Samples.Visits(1, 3)));
        _store.Take(Samples.Now.AddHours(1), [], State(NewEpoch));
        _store.Take(Samples.Now.AddHours(1).AddMinutes(1), [], Samples.Incoming(Station, Samples.Visits(4, 5)), State(Samples.Epoch));
        _store.Take(Samples.Now.AddHours(3), [], State(NewEpoch));
        Assert.DoesNotContain(ReasonKey.JournalReturned, Problems(Samples.Now.AddHours(3)));
    }

    [Fact]
    public void Two_journals_that_live_at_once_are_an_alarm()
    {
        _store.Take(Samples.Now, [], State(Samples.Epoch));
        _store.Take(Samples.Now.AddHours(1), [], State(NewEpoch));
        _store.Take(Samples.Now.AddHours(2), [], State(Samples.Epoch));
        Assert.Contains(ReasonKey.JournalReturned, Problems(Samples.Now.AddHours(2)));
    }

    [Fact]
    public void The_journal_of_a_card_that_was_swapped_counts_as_far_as_it_got_and_the_time_between_is_a_gap()
    {
        var now = Samples.Now.AddHours(10);
        _store.Write(tables => tables.Stations.Put(new RegisteredStation(Station, Station, [], null, null, Samples.Now, null)));
        _store.Take(now, [], Event(Samples.Epoch, 1, Samples.Now), Health(Samples.Epoch, 1, Samples.Now.AddHours(2)), Health(Samples.Epoch, 9, Samples.Now.AddHours(3)));
        _store.Take(now, [], Event(NewEpoch, 1, Samples.Now.AddHours(4)), Health(NewEpoch, 1, now));
        var coverage = Assert.Single(_store.Read(Completeness.Known));
        Assert.Equal(new Stretch(Samples.Now.AddHours(2), Samples.Now.AddHours(4)), Assert.Single(Completeness.Gaps(coverage, Samples.Now, now, now)));
        Assert.Equal(0.8, Completeness.Of([coverage], Samples.Now, now, now).Ratio);
        Assert.Equal(2, _store.Read(tables => tables.Visits.Of(Station)).Count);
    }

    private static Incoming State(Guid epoch) => Samples.Incoming(Station, online: true, epoch);

    private static Incoming Health(Guid epoch, long lastSeq, DateTimeOffset at) => Samples.Incoming(Station, Samples.Health(lastSeq, at, epoch: epoch));

    private static Incoming Event(Guid epoch, long seq, DateTimeOffset at) => Samples.Incoming(Station, new EventBatch(epoch, [Samples.Visit(seq, at)]));

    private IReadOnlyList<ReasonKey> Problems(DateTimeOffset now) =>
        [.. new StationsView(_store, new LocalDays(TimeZoneInfo.Utc), new Microsoft.Extensions.Time.Testing.FakeTimeProvider(now)).One(Station)!.Station.Reasons.Select(reason => reason.Key)];
}

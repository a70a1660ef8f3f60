using CsCheck;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Intake;

public sealed class CorrectedTimesTests : IDisposable
{
    private const string Station = "west-gate";
    private static readonly DateTimeOffset BootTime = Samples.Now.AddHours(-5);

    private readonly TempFolder _folder = new();
    private readonly OfficeStore _store;

    public CorrectedTimesTests() => _store = OfficeStore.Open(_folder["office.db"]);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Whatever_the_order_of_arrival_times_of_every_event_type_come_out_the_same_and_within_two_seconds()
    {
        JournalEvent[] events =
        [
            Guessed(1, 60_000, EventContent.Of(new VisitRefused(RefusalReason.Expired, "door"))),
            Samples.Visit(2, DateTimeOffset.UnixEpoch, clock: ClockQuality.Unsynced, mono: 120_000),
            Synced(3, 600_000, BootTime.AddMilliseconds(15), 30),
            Guessed(4, 700_000, EventContent.Of(new ProblemReported("04d1c2b3a4958677", Service.Restroom, "No water", "door"))),
            Synced(5, 1_200_000, BootTime.AddMilliseconds(-15), 30),
        ];
        int run = 0;
        Gen.Shuffle(events).Sample(
            order =>
            {
                string station = $"station-{Interlocked.Increment(ref run)}";
                Array.ForEach(order, each => _store.Take(Samples.Incoming(station, new EventBatch(Samples.Epoch, [each]))));
                Assert.All(Times(station), time => Assert.InRange((time.Known.Time - BootTime.AddMilliseconds(time.Mono)).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(0.1)));
                Assert.All(Times(station), time => Assert.True(time.Known.IsGood));
                Assert.InRange((_store.Read(tables => tables.Visits.Of(station)).Single().Time - BootTime.AddMinutes(2)).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(0.1));
            },
            iter: 40, threads: 1);
    }

    [Fact]
    public void An_event_hours_from_every_sync_point_is_bounded_and_not_called_good()
    {
        Take(Guessed(1, 0, EventContent.Of(new VisitRefused(RefusalReason.Expired, "door"))), Synced(2, 4 * 3_600_000, BootTime, 500));
        var far = Times(Station).Single(time => time.Seq == 1).Known;
        Assert.False(far.IsGood);
        Assert.InRange(far.Error!.Value, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void Sources_that_contradict_each_other_make_good_times_bad_until_the_office_decides()
    {
        Take(Samples.Visit(1, BootTime.AddMinutes(10), mono: 600_000), Synced(2, 600_000, BootTime, 500));
        Assert.True(Visit().Known.IsGood);
        Take(Synced(3, 900_000, BootTime.AddHours(1), 500));
        Assert.False(Visit().Known.IsGood);
        Assert.InRange(Visit().Known.Error!.Value, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(31));
        Take(Synced(4, 1_000_000, BootTime.AddHours(1), 20, ClockSynced.Office));
        Assert.Equal(BootTime.AddHours(1).AddMinutes(10), Visit().Time);
        Assert.True(Visit().Known.IsGood);
    }

    [Fact]
    public void A_good_time_is_left_alone_while_nothing_contradicts_it()
    {
        Take(Samples.Visit(1, BootTime.AddMinutes(10).AddMilliseconds(300), mono: 600_000), Synced(2, 900_000, BootTime, 20));
        Assert.Equal(BootTime.AddMinutes(10).AddMilliseconds(300), Visit().Time);
    }

    [Fact]
    public void A_boot_of_another_station_corrects_nothing_here()
    {
        Take(Samples.Visit(1, DateTimeOffset.UnixEpoch, clock: ClockQuality.Unsynced, mono: 60_000));
        _store.Take(Samples.Incoming("other-station", new EventBatch(Samples.Epoch, [Synced(1, 1_000, BootTime, 20)])));
        Assert.Equal(DateTimeOffset.UnixEpoch, Visit().Time);
        Assert.Null(Visit().Known.Error);
    }

    [Fact]
    public void A_late_visit_folds_into_its_own_day_and_the_revision_is_noted_where_it_left_and_where_it_went()
    {
        var wrong = Samples.Now.AddDays(-30);
        Take(Samples.Visit(1, wrong, clock: ClockQuality.Unsynced, mono: 60_000));
        Take(Synced(2, 120_000, BootTime, 20));
        var revisions = _store.Read(tables => tables.Revisions.Between(Samples.Now.AddDays(-40), Samples.Now));
        Assert.Equal(2, revisions.Count);
        Assert.Contains(revisions, revision => revision.From <= wrong && wrong < revision.From + VisitTable.Quarter);
        Assert.Equal(BootTime.AddMinutes(1), _store.Read(tables => tables.Visits.Counts(BootTime, Samples.Now)).Single().From.AddMinutes(1));
    }

    [Fact]
    public void A_journal_began_when_its_first_event_truly_was()
    {
        Take(Samples.Visit(1, DateTimeOffset.UnixEpoch, clock: ClockQuality.Unsynced, mono: 60_000));
        Assert.Null(_store.Read(tables => tables.Epochs.All()).Single().BeganAt);
        Take(Synced(2, 120_000, BootTime, 20));
        Assert.Equal(BootTime.AddMinutes(1), _store.Read(tables => tables.Epochs.All()).Single().BeganAt);
    }

    [Fact]
    public void A_coarse_time_vouches_for_less()
    {
        var health = Samples.Health(0, Samples.Now.AddMinutes(-10), ClockQuality.Unsynced);
        var coarse = health with { Clock = health.Clock with { ErrorMilliseconds = 30_000 } };
        Assert.Equal(Samples.Now.AddMinutes(-10).AddSeconds(-30), Watermark.TimeOf(coarse, retained: true, Samples.Now));
        Assert.Null(Watermark.TimeOf(health with { Clock = health.Clock with { ErrorMilliseconds = 300_000 } }, retained: true, Samples.Now));
    }

    private static JournalEvent Guessed(long seq, long mono, EventContent content) => Samples.Event(seq, content, DateTimeOffset.UnixEpoch, ClockQuality.Unsynced, mono);

    private static JournalEvent Synced(long seq, long mono, DateTimeOffset bootTime, long error, string source = ClockSynced.Kernel) =>
        Samples.Event(seq, EventContent.Of(new ClockSynced(source, 0, bootTime, error)), DateTimeOffset.UnixEpoch, ClockQuality.Unsynced, mono);

    private void Take(params JournalEvent[] events) => _store.Take(Samples.Incoming(Station, new EventBatch(Samples.Epoch, events)));

    private StoredVisit Visit() => Assert.Single(_store.Read(tables => tables.Visits.Of(Station)));

    private IReadOnlyList<RowTime> Times(string station) => _store.Read(tables => tables.Events.Times(station, Samples.Boot, all: true));
}

using Microsoft.Extensions.Time.Testing;
using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Stations;

public sealed class StationsViewTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly OfficeStore _store;
    private readonly FakeTimeProvider _time = new(Samples.Now);
    private readonly StationsView _view;

    public StationsViewTests()
    {
        _store = OfficeStore.Open(_folder["office.db"]);
        _view = new StationsView(_store, new LocalDays(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")), _time);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void With_no_data_every_figure_is_nothing_and_none_is_zero()
    {
        Register("west-gate", Samples.Now.AddHours(-1));
        var body = _view.All();
        Assert.Equal((null, null, 0), (body.Totals.VisitsToday, body.Totals.PeopleNow, body.Totals.Completeness));
        var station = Assert.Single(body.Stations);
        Assert.Equal((Presence.NeverHeard, null, null, null), (station.State, station.VisitsToday, station.CompleteUntil, station.Backlog));
    }

    [Fact]
    public void A_station_that_reports_no_visit_today_shows_zero()
    {
        _store.Take(Samples.Now, [], Samples.Incoming("west-gate", Samples.Health(0, Samples.Now)));
        Assert.Equal(0, Assert.Single(_view.All().Stations).VisitsToday);
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Null(Assert.Single(_view.All().Stations).VisitsToday);
    }

    [Fact]
    public void A_station_that_nobody_registered_is_stored_and_shown_as_such()
    {
        _store.Take(Samples.Now, [], Samples.Incoming("east-gate", Samples.Visits(1, 2)), Samples.Incoming("east-gate", Samples.Occupancy(Samples.Now, 4)));
        var station = Assert.Single(_view.All().Stations);
        Assert.Equal(("east-gate", false, 2L), (station.Name, station.Registered, station.VisitsToday));
        Assert.Equal(4, _view.All().Totals.PeopleNow);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(_view.All().Totals.PeopleNow);
        Assert.Equal(1, _view.All().Totals.Silent);
    }

    [Fact]
    public void A_retired_station_is_no_longer_listed_nor_expected_but_can_be_looked_up()
    {
        Register("west-gate", Samples.Now.AddHours(-1));
        _store.Write(tables => tables.Stations.Retire("west-gate", Samples.Now));
        Assert.Empty(_view.All().Stations);
        Assert.Null(_view.All().Totals.Completeness);
        Assert.Equal(Samples.Now, _view.One("west-gate")!.RetiredAt);
        Assert.Null(_view.One("nowhere"));
    }

    [Fact]
    public void What_a_broker_kept_of_a_station_does_not_make_it_online()
    {
        _store.Take(Samples.Now, [], Samples.Incoming("west-gate", online: true, retained: true), Samples.Incoming("west-gate", Samples.Health(0, Samples.Now), retained: true));
        Assert.Equal(Presence.NeverHeard, Assert.Single(_view.All().Stations).State);
    }

    [Fact]
    public void Visits_of_yesterday_by_local_time_are_not_of_today()
    {
        // 06:00 UTC is 14:00 in Shanghai, whose day began at 16:00 UTC of the day before.
        var midnight = new DateTimeOffset(2026, 11, 21, 16, 0, 0, TimeSpan.Zero);
        _store.Take(
            Samples.Now, [],
            Samples.Incoming("west-gate", new EventBatch(Samples.Epoch, [Samples.Visit(1, midnight.AddMilliseconds(-1)), Samples.Visit(2, midnight)])));
        Assert.Equal(1, Assert.Single(_view.All().Stations).VisitsToday);
    }

    private void Register(string id, DateTimeOffset at) =>
        _store.Write(tables => tables.Stations.Put(new RegisteredStation(id, id, [], null, null, at, null)));
}

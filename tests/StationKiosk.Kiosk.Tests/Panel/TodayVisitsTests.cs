using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Panel;

public sealed class TodayVisitsTests : IDisposable
{
    private readonly TestKiosk _kiosk = new();
    private readonly TestBadges _badges = new();

    public TodayVisitsTests()
    {
        _kiosk.Learn(_badges.KeyList);
        _kiosk.Time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("UTC+8", TimeSpan.FromHours(8), "UTC+8", "UTC+8"));
        _kiosk.Places["canteen"] = new ReaderPlace("canteen", Service.Dining);
    }

    public void Dispose()
    {
        _kiosk.Dispose();
        _badges.Dispose();
    }

    [Fact]
    public void Visits_are_told_by_the_stations_own_hour_and_by_service_and_a_new_day_begins_at_its_midnight()
    {
        var desk = _kiosk.Desk();
        var today = new TodayVisits(_kiosk.Journal, _kiosk.Clock);
        Assert.Equal(0, today.Now()!.Visits);
        desk.Answer(_kiosk.Scan(_badges.Text())); // 14:00 of the station
        _kiosk.Time.Advance(TimeSpan.FromHours(2));
        desk.Answer(_kiosk.Scan(_badges.Text()));
        desk.Answer(_kiosk.Scan(_badges.Text(), "canteen"));

        var day = today.Now()!;
        Assert.Equal((3, 1, 2), (day.Visits, day.ByHour[14], day.ByHour[16]));
        Assert.Equal([new ServiceVisits(null, 2), new ServiceVisits(Service.Dining, 1)], day.ByService);

        _kiosk.Time.Advance(TimeSpan.FromHours(8));
        Assert.Equal(0, today.Now()!.Visits);
    }
}

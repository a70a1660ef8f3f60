using StationKiosk.Faces.Tests.Door;
using StationKiosk.Hosting.Pages;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Faces.Tests.Manager;

/// <summary>What a manager's page may have to show.</summary>
internal static class ManagerSamples
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static StatusBody Normal => Body("west-gate", "hall", "door", new Said("truth.waitSince", "12", UtcTimeConverter.Text(Now.AddHours(-2))), new Said("truth.waiting.do"),
        new Said("raw", "the scanner /dev/serial/by-id/usb-1 was unplugged or failed: plug it in again"), visits: 96);

    public static StatusBody Empty => Normal with
    {
        Parts = [], Counted = [], Recent = [], Today = new TodayBody(0, new int[24], [], 0, 0), Occupancy = new StationOccupancy(Now, Now.AddMinutes(3), []),
    };

    public static StatusBody Hostile => Body(
        DoorSamples.Hostile, DoorSamples.Hostile, DoorSamples.Hostile, new Said("truth.device", DoorSamples.Hostile), new Said("raw", DoorSamples.Hostile),
        new Said("raw", DoorSamples.Hostile), visits: 1_000_000);

    private static StatusBody Body(string station, string zone, string reader, Said truth, Said remedy, Said readerRemedy, int visits)
    {
        var now = Now;
        int[] byHour = [.. Enumerable.Range(0, 24).Select(hour => hour is > 5 and < 18 ? visits * (hour % 5 + (12 - Math.Abs(hour - 12))) / 150 : 0)];
        return new StatusBody(
            new TruthBody(TruthState.Ok, "", "", truth, remedy), station, now, "Asia/Shanghai", "1.2.3", Health(now),
            [
                new PartBody("part.reader", reader, TruthState.Bad, "", "", new Said("device.absent"), readerRemedy, now.AddMinutes(-9)),
                new PartBody("part.power", null, TruthState.Warn, "", "", new Said("power.weakSinceBoot"), new Said("power.weak.do"), null),
                new PartBody("part.clock", null, TruthState.Ok, "", null, new Said("clock.ok"), null, null),
                new PartBody("part.watchdog", null, TruthState.Unknown, "", null, new Said("watchdog.none"), null, null),
            ],
            new StationOccupancy(now, now.AddMinutes(3),
            [
                new ZoneOccupancy(zone, Service.Rest, 20, 7, Level.Available, Trusted: false, "somebody moves where nobody is counted: recount", now.AddHours(-1)),
                new ZoneOccupancy("bays", Service.Parking, 2, null, Level.Unknown, Trusted: false, "bay-1 is absent; bay-2 is silent", now.AddHours(-1)),
                new ZoneOccupancy("canteen", Service.Dining, 20, 25, Level.Full, Trusted: true, null, now.AddHours(-1)),
            ]),
            [zone], new LinkState(Connected: false, now.AddHours(-2), "the connection to the broker broke"),
            new TodayBody(visits, byHour, [new ServiceVisits(null, visits / 2), new ServiceVisits(Service.Dining, visits / 2)], 4, 1),
            [
                new RecentBody(now, VerdictKind.Welcome, null, Category.Courier, reader),
                new RecentBody(now.AddMinutes(-1), VerdictKind.Refused, RefusalReason.Expired, null, reader),
            ]);
    }

    private static StationHealth Health(DateTimeOffset now) => new(
        now, "1.2.3", Guid.Empty, 30_000, new JournalHealth(Guid.Empty, 100, 12, now.AddHours(-2), null), new ClockHealth(ClockQuality.Synced, "kernel", null),
        new StorageHealth(5_000_000_000, 8_000_000_000), [], [], 48, null, null);
}

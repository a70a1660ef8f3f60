using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Kiosk.Uplink;

namespace StationKiosk.Kiosk.Tests.Panel;

public sealed class ClimateMetricsTests
{
    [Fact]
    public void A_climate_sensor_is_in_the_metrics_while_it_is_there_and_its_name_cannot_break_them()
    {
        using var kiosk = new TestKiosk();
        var (clock, book) = (kiosk.Clock, new ClimateBook());
        using var occupancy = new OccupancyLoop(clock, [], _ => { }, new DeviceRegister(clock), new LoopRounds(kiosk.Time).Register("occupancy", TimeSpan.FromSeconds(30)));
        var panel = new PanelData(
            TestKiosk.Station, kiosk.Journal, new RecentVerdicts(), new UplinkStatus(clock), () => throw new InvalidOperationException(), () => throw new InvalidOperationException(), occupancy, book, clock);
        book.Set("""the "hall" \ south""", new Climate(21.44, 40, 1013.26));
        Assert.Contains("""

            # TYPE station_kiosk_climate_celsius gauge
            station_kiosk_climate_celsius{sensor="the \"hall\" \\ south"} 21.4

            """, panel.Metrics(), StringComparison.Ordinal);
        Assert.EndsWith("} 1013.3\n", panel.Metrics(), StringComparison.Ordinal);
        book.Set("""the "hall" \ south""", climate: null);
        Assert.DoesNotContain("hall", panel.Metrics(), StringComparison.Ordinal);
    }
}

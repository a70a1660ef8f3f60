using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Devices.I2c;

/// <summary>Of a build without <c>-p:WithIotBindings=true</c> only.</summary>
public sealed class NoDriversTests
{
    [Fact]
    public async Task A_build_without_drivers_says_so_of_the_sensor_and_runs()
    {
        var bunk = new I2cOptions(new SensorOptions("bunk", SensorKind.Presence, "hall"), SensorDriver.Amg8833, new I2cPlace(1, 0x69), 150);
        var sensor = new I2cSensor(bunk, I2cChips.Open, new KioskClock(TimeProvider.System, Guid.NewGuid(), () => ClockQuality.Synced));
        var fault = await Assert.ThrowsAsync<DeviceException>(() => sensor.SenseAsync(new ReportedReadings(), CancellationToken.None));
        Assert.Equal("bunk: this program was built without drivers for I2C chips: build it with -p:WithIotBindings=true, as hardware/README.md says", fault.Message);
    }
}

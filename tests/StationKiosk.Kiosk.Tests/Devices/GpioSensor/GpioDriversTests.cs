using System.Device.Gpio;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Tests.Occupancy;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Devices.GpioSensor;

public sealed class GpioDriversTests
{
    private static readonly GpioChipInfo[] Pi5 =
    [
        new(0, "gpiochip0", "pinctrl-rp1", 54), new(10, "gpiochip10", "gpio-brcmstb@107d508500", 32), new(11, "gpiochip11", "gpio-brcmstb@107d508520", 4),
    ];

    [Theory]
    [InlineData(null, 0)]
    [InlineData("pinctrl-rp1", 0)]
    [InlineData("10", 10)]
    [InlineData("gpio-brcmstb@107d508520", 11)]
    [InlineData("pinctrl-bcm2711", null)]
    [InlineData("3", null)]
    public void A_chip_is_chosen_by_label_by_number_or_as_the_header(string? chip, int? id) =>
        Assert.Equal(id, GpioDrivers.Choose(chip, Pi5)?.Id);

    [Fact]
    public void A_chip_that_is_not_there_is_said_with_a_remedy_on_any_machine()
    {
        var failure = Assert.Throws<DeviceException>(() => GpioDrivers.Open("no-such-chip"));
        Assert.Matches("(set|add|install)", failure.Message);
    }

    [Fact]
    public async Task A_station_without_its_chip_runs_with_the_sensor_absent_and_keeps_trying()
    {
        var sensor = new SensorOptions("door", SensorKind.Contact, "hall");
        await using var rig = new OccupancyRig(new OccupancyOptions([new ZoneOptions("hall", Service.Rest, 1)], [sensor]));
        int tries = 0;
        await rig.Start(new LineSensor(
            new GpioWiring(sensor, "no-such-chip", [4], ActiveLow: false, PinMode.Input),
            chip =>
            {
                tries++;
                return GpioDrivers.Open(chip);
            },
            rig.Clock));
        await rig.Within(TimeSpan.FromSeconds(1), () => tries >= 3);
        await rig.Until("hall", zone => zone is { Level: Level.Unknown, Trusted: false, Why: "door is absent" });
        Assert.Equal(DeviceState.Absent, rig.Device("door")!.State);
    }

    [Fact]
    public void Settings_decide_between_the_systems_lines_and_simulated_ones()
    {
        var clock = new KioskClock(new FakeTimeProvider(), Guid.NewGuid(), () => ClockQuality.Synced);
        Assert.Null(GpioSensors.Build(new GpioOptions(Simulated: false, Seed: 1, []), new GpioChips(simulated: false), [], clock).People);
        Assert.NotNull(GpioSensors.Build(new GpioOptions(Simulated: true, Seed: 1, []), new GpioChips(simulated: true), [], clock).People);
    }
}

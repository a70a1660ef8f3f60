using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.I2c;

public sealed class I2cSensorTests
{
    private static readonly I2cOptions Bunk = new(new SensorOptions("bunk", SensorKind.Presence, "hall"), SensorDriver.Amg8833, new I2cPlace(1, 0x69), 150);

    private readonly FakeTimeProvider _time = new(TestBadges.Now);
    private readonly ReportedReadings _told = new();

    [Fact]
    public async Task Only_changes_are_told_and_nothing_before_the_chip_knows()
    {
        using var stop = new CancellationTokenSource();
        var chip = new ScriptedChip([null, null, false, false, true, true, false]);
        var sensing = Sensor(_ => chip).SenseAsync(_told, stop.Token);
        await PassAsync(() => _told.Actives is [false, true, false]);
        Assert.Equal(1, _told.TimesReady);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sensing);
        Assert.True(chip.IsDisposed);
    }

    [Fact]
    public async Task A_chip_that_stops_answering_is_said_with_its_place_and_what_to_do()
    {
        var chip = new ScriptedChip([false], new IOException("Error 121 performing I2C data transfer."));
        var sensing = Sensor(_ => chip).SenseAsync(_told, CancellationToken.None);
        await PassAsync(() => sensing.IsCompleted);
        var fault = await Assert.ThrowsAsync<DeviceException>(() => sensing);
        Assert.Equal(
            "bunk: no amg8833 answers at /dev/i2c-1 0x69 (Error 121 performing I2C data transfer): check its supply and its wires, that i2cdetect -y 1, from the package "
            + "i2c-tools, shows it there, and that the kiosk's user is in the group i2c",
            fault.Message);
        Assert.True(chip.IsDisposed);
    }

    [Fact]
    public async Task What_nobody_expects_is_no_fault_of_the_device()
    {
        var sensing = Sensor(_ => throw new InvalidOperationException("a mistake of ours")).SenseAsync(_told, CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => sensing);
    }

    [Fact]
    public void A_bus_that_is_not_there_is_said()
    {
        var fault = Assert.Throws<DeviceException>(() => I2cFaults.Open(new I2cPlace(255, 0x29)));
        Assert.Equal("there is no /dev/i2c-255: switch I2C on (raspi-config, Interface Options), or set Bus to one that ls /dev/i2c-* shows", fault.Message);
    }

    [Theory]
    [InlineData("Address", "29")]
    [InlineData("Address", "0x7f")]
    [InlineData("Address", "0x07")]
    [InlineData("Address", "0x-29")]
    [InlineData("Bus", "-1")]
    [InlineData("Kind", "motion")]
    public void A_setting_that_cannot_be_used_is_named(string key, string value)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Zones:0:Name"] = "bays", ["Zones:0:Service"] = "parking",
            ["Sensors:0:Name"] = "bay", ["Sensors:0:Zone"] = "bays", ["Sensors:0:Kind"] = "contact", ["Sensors:0:Driver"] = "vl53l0x",
            [$"Sensors:0:{key}"] = value,
        };
        Assert.Contains(Read(settings).Faults, fault => fault.Key == $"Sensors:0:{(key == "Kind" ? "Driver" : key)}");
    }

    [Fact]
    public void Two_chips_at_one_place_are_a_fault_that_names_the_other()
    {
        var settings = new Dictionary<string, string?> { ["Zones:0:Name"] = "bays", ["Zones:0:Service"] = "parking" };
        for (int i = 0; i < 2; i++)
        {
            settings[$"Sensors:{i}:Name"] = $"bay-{i}";
            settings[$"Sensors:{i}:Zone"] = "bays";
            settings[$"Sensors:{i}:Kind"] = "contact";
            settings[$"Sensors:{i}:Driver"] = i == 0 ? "vl53l0x" : "vl53l1x";
        }

        var fault = Assert.Single(Read(settings).Faults, fault => fault.Key.EndsWith(":Address", StringComparison.Ordinal));
        Assert.Equal("Sensors:1:Address: missing; a place that nothing else has; 'bay-0' is at /dev/i2c-1 0x29", fault.ToString());
    }

    private static SettingsReader Read(Dictionary<string, string?> settings)
    {
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        KioskSettings.Read(reader);
        return reader;
    }

    private I2cSensor Sensor(Func<I2cOptions, IPlaceChip> open) => new(Bunk, open, new KioskClock(_time, Guid.NewGuid(), () => ClockQuality.Synced));

    private Task PassAsync(Func<bool> so) => Eventually.IsTrue(() =>
    {
        _time.Advance(I2cSensor.LookEvery);
        return so();
    });

    /// <summary>Says what it was given, one after the other; then fails, or says the last for ever.</summary>
    private sealed class ScriptedChip(bool?[] looks, IOException? end = null) : IPlaceChip
    {
        private int _next;

        public bool IsDisposed { get; private set; }

        public bool? Look() => _next < looks.Length ? looks[_next++] : end is null ? looks[^1] : throw end;

        public void Dispose() => IsDisposed = true;
    }
}

using StationKiosk.Kiosk.Devices;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Devices.IotBindings;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Tests.Occupancy;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Devices.IotBindings;

/// <summary>Of a build with <c>-p:WithIotBindings=true</c> only: simulated chips under the real bindings, through filters and zones to the snapshot.</summary>
public sealed class ChipsToZonesTests : IAsyncLifetime
{
    private const int Empty = 3500, Vehicle = 800;

    private static readonly SensorOptions Bunks = new("bunks", SensorKind.Presence, "hall") { Hold = TimeSpan.Zero };
    private static readonly SensorOptions Bay1 = new("bay-1", SensorKind.Contact, "bays"), Bay2 = new("bay-2", SensorKind.Contact, "bays");

    private readonly SimulatedGrid _grid = new();
    private readonly SimulatedVl53L0X _short = new(Empty);
    private readonly SimulatedVl53L1X _long = new(Empty);
    private readonly OccupancyRig _rig = new(new OccupancyOptions(
        [new ZoneOptions("hall", Service.Rest, 6), new ZoneOptions("bays", Service.Parking, 2)], [Bunks, Bay1, Bay2]));

    public async Task InitializeAsync()
    {
        _grid.Shows(22);
        _rig.StartLoop();
        _ = _rig.Sense(new I2cSensor(Options(Bunks, SensorDriver.Amg8833), options => Chips.Open(options, _grid), _rig.Clock));
        _ = _rig.Sense(new I2cSensor(Options(Bay1, SensorDriver.Vl53L0X), options => Chips.Open(options, _short), _rig.Clock));
        _ = _rig.Sense(new I2cSensor(Options(Bay2, SensorDriver.Vl53L1X), options => Chips.Open(options, _long), _rig.Clock));
        await Within(() => _rig.Of("hall") is { Level: Level.Empty, Trusted: true } && _rig.Of("bays") is { Count: 0, Trusted: true });
    }

    public Task DisposeAsync() => _rig.DisposeAsync().AsTask();

    [Fact]
    public async Task People_and_vehicles_come_and_go()
    {
        _grid.Shows(22, somebody: 27);
        _short.Sees(Vehicle);
        await Within(() => _rig.Of("hall").Level == Level.Available && _rig.Of("bays").Count == 1);
        _long.Sees(Vehicle);
        await Within(() => _rig.Of("bays") is { Count: 2, Level: Level.Full });
        _grid.Shows(22);
        _short.Sees(Empty);
        _long.Sees(Empty);
        await Within(() => _rig.Of("hall").Level == Level.Empty && _rig.Of("bays").Count == 0);
    }

    [Fact]
    public async Task A_chip_that_is_pulled_out_is_named_stops_no_other_and_is_back_when_it_is_put_back()
    {
        _short.IsGone = true;
        await Within(() => _rig.Device("bay-1")!.State == DeviceState.Absent);
        Assert.StartsWith("bay-1: no vl53l0x answers at /dev/i2c-1 0x29 (Error 121 performing I2C data transfer): ", _rig.Device("bay-1")!.Why, StringComparison.Ordinal);
        Assert.Equal((null, "bay-1 is absent"), (_rig.Of("bays").Count, _rig.Of("bays").Why));
        _grid.Shows(22, somebody: 27);
        await Within(() => _rig.Of("hall").Level == Level.Available);
        _short.IsGone = false;
        await Within(() => _rig.Of("bays") is { Count: 0, Trusted: true });
    }

    private static I2cOptions Options(SensorOptions sensor, SensorDriver driver) => new(sensor, driver, new I2cPlace(1, I2cOptions.RangeAddress), 150);

    private Task Within(Func<bool> so) => _rig.Within(TimeSpan.FromMilliseconds(250), so);
}

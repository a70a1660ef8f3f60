using StationKiosk.Kiosk.Devices;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Devices.IotBindings;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Tests.Devices.IotBindings;

/// <summary>Of a build with <c>-p:WithIotBindings=true</c> only: the real binding on a simulated AMG8833.</summary>
public sealed class ThermalChipTests
{
    private readonly SimulatedGrid _grid = new();

    [Fact]
    public void It_tells_whether_somebody_is_there()
    {
        _grid[SimulatedGrid.PowerControl] = SimulatedGrid.Sleep;
        using var chip = Open();
        Assert.Equal(0, _grid[SimulatedGrid.PowerControl]);
        _grid.Shows(22);
        Assert.False(chip.Look());
        _grid.Shows(22, somebody: 27);
        Assert.True(chip.Look());
        _grid.Shows(22);
        Assert.False(chip.Look());
    }

    [Fact]
    public void Somebody_is_seen_in_frost_too()
    {
        using var chip = Open();
        _grid.Shows(-10);
        Assert.False(chip.Look());
        _grid.Shows(-10, somebody: 3);
        Assert.True(chip.Look());
    }

    [Fact]
    public void A_chip_that_shows_the_same_everywhere_is_another_one_or_dead()
    {
        using var chip = Open();
        Assert.Equal("its 64 temperatures are all the same", Assert.Throws<IOException>(() => chip.Look()).Message);
    }

    [Fact]
    public void A_chip_that_is_pulled_out_is_a_fault_and_no_empty_room()
    {
        using var chip = Open();
        _grid.IsGone = true;
        Assert.Throws<IOException>(() => chip.Look());
        Assert.Throws<IOException>(Open);
    }

    private IPlaceChip Open() => Chips.Open(
        new I2cOptions(new SensorOptions("bunk", SensorKind.Presence, "hall"), SensorDriver.Amg8833, new I2cPlace(1, I2cOptions.ThermalAddress), 150), _grid);
}

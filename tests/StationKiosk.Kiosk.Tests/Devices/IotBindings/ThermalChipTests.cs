using System.Buffers.Binary;
using StationKiosk.Kiosk.Devices;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Devices.IotBindings;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Tests.Devices.IotBindings;

/// <summary>Of a build with <c>-p:WithIotBindings=true</c> only: the real binding on a simulated AMG8833 (Panasonic Grid-EYE data sheet, register table).</summary>
public sealed class ThermalChipTests
{
    private const int PowerControl = 0x00, Pixels = 0x80, Sleep = 0x10;
    private const double Step = 0.25;

    private readonly SimulatedChip _grid = new();

    [Fact]
    public void It_tells_whether_somebody_is_there()
    {
        _grid[PowerControl] = Sleep;
        using var chip = Open();
        Assert.Equal(0, _grid[PowerControl]);
        Shows(22);
        Assert.False(chip.Look());
        Shows(22, somebody: 27);
        Assert.True(chip.Look());
        Shows(22);
        Assert.False(chip.Look());
    }

    [Fact]
    public void Somebody_is_seen_in_frost_too()
    {
        using var chip = Open();
        Shows(-10);
        Assert.False(chip.Look());
        Shows(-10, somebody: 3);
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

    /// <summary>A room, and somebody of six pixels; every second pixel is a step warmer, as the chip's noise has it. 12 bits, two's complement, low byte first.</summary>
    private void Shows(double room, double? somebody = null)
    {
        for (int i = 0; i < ThermalPeople.Pixels; i++)
        {
            bool isSomebody = i % ThermalPeople.Side is 3 or 4 && i / ThermalPeople.Side is 2 or 3 or 4;
            int steps = (int)(((isSomebody ? somebody ?? room : room) / Step) + (i % 2)) & 0xFFF;
            byte[] bytes = new byte[2];
            BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)steps);
            (_grid[Pixels + (2 * i)], _grid[Pixels + (2 * i) + 1]) = (bytes[0], bytes[1]);
        }
    }
}

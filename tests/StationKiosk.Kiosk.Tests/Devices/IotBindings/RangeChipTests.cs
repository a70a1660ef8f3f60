using StationKiosk.Kiosk.Devices;
using StationKiosk.Kiosk.Devices.DistanceSensor;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Devices.IotBindings;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Tests.Devices.IotBindings;

/// <summary>Of a build with <c>-p:WithIotBindings=true</c> only: the real bindings on simulated chips.</summary>
public sealed class RangeChipTests
{
    private const int Nothing = 8190;

    private readonly SimulatedVl53L0X _short = new();
    private readonly SimulatedVl53L1X _long = new();

    [Fact]
    public void A_VL53L0X_tells_whether_its_bay_is_taken()
    {
        using var chip = Open(SensorDriver.Vl53L0X);
        Assert.Null(chip.Look());
        _short.Sees(Nothing);
        Assert.False(Settled(chip));
        _short.Sees(900);
        Assert.True(Settled(chip));
        _short.Sees(1900);
        Assert.False(Settled(chip));
    }

    [Fact]
    public void A_VL53L1X_tells_whether_its_bay_is_taken()
    {
        using var chip = Open(SensorDriver.Vl53L1X);
        _long.Sees(3500);
        Assert.False(Settled(chip));
        _long.Sees(900);
        Assert.True(Settled(chip));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void Where_a_VL53L1X_gets_no_light_back_the_place_is_empty(byte status)
    {
        using var chip = Open(SensorDriver.Vl53L1X);
        _long.Sees(100, status);
        Assert.False(Settled(chip));
    }

    [Fact]
    public void What_a_VL53L1X_is_not_sure_of_changes_nothing()
    {
        using var chip = Open(SensorDriver.Vl53L1X);
        _long.Sees(3500);
        Assert.False(Settled(chip));
        _long.Sees(100, status: 6);
        Assert.False(Settled(chip));
    }

    [Fact]
    public void Another_chip_at_the_address_is_said_and_not_written_to()
    {
        _short.Is(0xEA);
        Assert.Equal("what is there says that it is model 0xEA, a VL53L0X is 0xEE", Assert.Throws<IOException>(() => Open(SensorDriver.Vl53L0X)).Message);
        Assert.Equal(0, _short.Begun);
        Assert.True(_short.IsDisposed);
        _long.Is(0xEEAA);
        Assert.Equal("what is there says that it is model 0xEEAA, a VL53L1X is 0xEACC", Assert.Throws<IOException>(() => Open(SensorDriver.Vl53L1X)).Message);
    }

    [Theory]
    [InlineData(SensorDriver.Vl53L0X)]
    [InlineData(SensorDriver.Vl53L1X)]
    public void A_chip_that_is_pulled_out_is_a_fault_and_no_empty_place(SensorDriver driver)
    {
        using var chip = Open(driver);
        (_short.IsGone, _long.IsGone) = (true, true);
        Assert.True(I2cFaults.IsOne(Assert.ThrowsAny<Exception>(() => chip.Look())));
        Assert.True(I2cFaults.IsOne(Assert.ThrowsAny<Exception>(() => Open(driver))));
    }

    private static bool Settled(IPlaceChip chip)
    {
        bool?[] looks = [.. Enumerable.Range(0, DistanceFilter.Kept).Select(_ => chip.Look())];
        return looks[^1]!.Value;
    }

    private IPlaceChip Open(SensorDriver driver) => Chips.Open(
        new I2cOptions(new SensorOptions("bay", SensorKind.Contact, "bays"), driver, new I2cPlace(1, I2cOptions.RangeAddress), 150),
        driver == SensorDriver.Vl53L0X ? _short : _long);
}

using System.Device.I2c;
using StationKiosk.Kiosk.Devices.DistanceSensor;
using StationKiosk.Kiosk.Devices.I2c;
using Vl53L0X = Iot.Device.Vl53L0X.Vl53L0X;

namespace StationKiosk.Kiosk.Devices.IotBindings;

/// <summary>An ST VL53L0X: infrared time of flight up to 2 m, indoors.</summary>
internal sealed class Vl53L0XPlace : IPlaceChip
{
    /// <summary>What its register for the model says (its data sheet, table 4).</summary>
    private const byte ModelRegister = 0xC0, Model = 0xEE;

    /// <summary>Millimetres from which on it saw nothing: it gives 8190 then.</summary>
    private const int NothingFrom = 8000;

    private readonly Vl53L0X _chip;
    private readonly DistanceFilter _filter;

    /// <exception cref="IOException">It does not answer, or not as this chip does.</exception>
    public Vl53L0XPlace(I2cDevice device, int occupiedBelow)
    {
        // The binding does not look, and would write a hundred registers of whatever is there.
        Span<byte> model = stackalloc byte[1];
        device.WriteRead([ModelRegister], model);
        if (model[0] != Model)
        {
            throw new IOException($"what is there says that it is model 0x{model[0]:X2}, a VL53L0X is 0x{Model:X2}");
        }

        _chip = new Vl53L0X(device);
        _filter = new DistanceFilter(occupiedBelow);
    }

    /// <inheritdoc/>
    public bool? Look()
    {
        // Not GetDistanceOnce: to that a chip that is gone is an empty place.
        int millimetres = _chip.DistanceSingleMeasurement;
        return _filter.Take(millimetres >= NothingFrom ? double.PositiveInfinity : millimetres / 10.0);
    }

    /// <inheritdoc/>
    public void Dispose() => _chip.Dispose();
}

using System.Device.I2c;
using Iot.Device.Vl53L1X;
using StationKiosk.Kiosk.Devices.DistanceSensor;
using StationKiosk.Kiosk.Devices.I2c;

namespace StationKiosk.Kiosk.Devices.IotBindings;

/// <summary>An ST VL53L1X: infrared time of flight up to 4 m, in the dark; in sunlight 1 m.</summary>
internal sealed class Vl53L1XPlace : IPlaceChip
{
    /// <summary>What its registers for model and kind say (its data sheet, table 2).</summary>
    private const ushort Model = 0xEACC;

    private readonly Vl53L1X _chip;
    private readonly DistanceFilter _filter;

    /// <exception cref="IOException">It does not answer, or not as this chip does.</exception>
    public Vl53L1XPlace(I2cDevice device, int occupiedBelow)
    {
        // The binding does not look, and would write a hundred registers of whatever is there.
        Span<byte> model = stackalloc byte[2];
        device.WriteRead([0x01, 0x0F], model);
        if (((model[0] << 8) | model[1]) != Model)
        {
            throw new IOException($"what is there says that it is model 0x{model[0]:X2}{model[1]:X2}, a VL53L1X is 0x{Model:X4}");
        }

        _chip = new Vl53L1X(device);
        _filter = new DistanceFilter(occupiedBelow);
    }

    /// <inheritdoc/>
    public bool? Look()
    {
        double centimetres = _chip.Distance.Centimeters;
        return _filter.Take(_chip.RangeStatus switch
        {
            RangeStatus.NoError => centimetres,
            RangeStatus.SigmaFailure => double.NaN,
            _ => double.PositiveInfinity,
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _chip.Dispose();
}

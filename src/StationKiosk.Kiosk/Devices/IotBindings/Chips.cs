using System.Device.I2c;
using StationKiosk.Kiosk.Devices.I2c;

namespace StationKiosk.Kiosk.Devices.IotBindings;

/// <summary>Opens chips; each then owns its <see cref="I2cDevice"/>. What fails is an <see cref="IOException"/>, or a plain exception of the bindings: <see cref="I2cFaults.IsOne"/>.</summary>
internal static class Chips
{
    /// <summary>Opens a chip that senses a place.</summary>
    public static IPlaceChip Open(I2cOptions options, I2cDevice device) => Opened<IPlaceChip>(device, () => options.Driver switch
    {
        SensorDriver.Vl53L0X => new Vl53L0XPlace(device, options.OccupiedBelow),
        SensorDriver.Vl53L1X => new Vl53L1XPlace(device, options.OccupiedBelow),
        SensorDriver.Amg8833 => new Amg8833Place(device),
        _ => throw new ArgumentException($"{options.Driver} is no chip on an I2C bus.", nameof(options)),
    });

    /// <summary>Opens a display.</summary>
    public static IDisplayChip Open(DisplayOptions options, I2cDevice device) => Opened(device, () => new Ssd1306Display(device, options.Rows));

    /// <summary>Opens a climate chip.</summary>
    public static IClimateChip Open(ClimateOptions options, I2cDevice device)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Opened(device, () => new Bme280Climate(device));
    }

    private static T Opened<T>(I2cDevice device, Func<T> open)
    {
        try
        {
            return open();
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }
}

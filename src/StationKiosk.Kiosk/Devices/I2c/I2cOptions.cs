using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Devices.DistanceSensor;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>A chip on an I2C bus that senses a zone.</summary>
/// <param name="Sensor">How its readings are to be understood.</param>
/// <param name="Driver">Which chip.</param>
/// <param name="Place">Where it is.</param>
/// <param name="OccupiedBelow">Of a distance chip: centimetres; something nearer than this takes the place.</param>
public sealed record I2cOptions(SensorOptions Sensor, SensorDriver Driver, I2cPlace Place, int OccupiedBelow)
{
    /// <summary>Of VL53L0X and VL53L1X when they are switched on; modules cannot be set to another (their data sheets, "I2C control interface").</summary>
    public const int RangeAddress = 0x29;

    /// <summary>Of an AMG8833 whose AD_SELECT is high, as on the usual modules; low, it is 0x68 (its data sheet, "I2C interface").</summary>
    public const int ThermalAddress = 0x69;

    private const int OccupiedBelowUsual = 150;

    /// <summary>Reads every one of <c>Sensors:*</c>; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    /// <param name="root">The settings.</param>
    /// <param name="sensors">The same list, as the occupancy understands it.</param>
    /// <param name="places">Places that are given away.</param>
    internal static IReadOnlyList<I2cOptions> ReadAll(SettingsReader root, IReadOnlyList<SensorOptions> sensors, I2cPlaces places)
    {
        int next = 0;
        var all = root.List("Sensors", section =>
        {
            var sensor = sensors[next++];
            return SensorDrivers.Read(section, sensor) switch
            {
                SensorDriver.Vl53L0X or SensorDriver.Vl53L1X => Range(section, sensor, places),
                SensorDriver.Amg8833 => new I2cOptions(sensor, SensorDriver.Amg8833, places.Read(section, sensor.Name, ThermalAddress), OccupiedBelowUsual),
                _ => null,
            };
        });
        return [.. all.OfType<I2cOptions>()];
    }

    private static I2cOptions Range(SettingsReader section, SensorOptions sensor, I2cPlaces places) => new(
        sensor, SensorDrivers.Read(section, sensor), places.Read(section, sensor.Name, RangeAddress),
        section.Integer("OccupiedBelow", OccupiedBelowUsual, DistanceFilter.NearestCentimetres, DistanceFilter.FarthestCentimetres));
}

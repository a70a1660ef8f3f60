using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices.DistanceSensor;

/// <summary>An HC-SR04 above or before a place, and from where on the place is taken.</summary>
/// <param name="Sensor">How its readings are to be understood.</param>
/// <param name="Chip">The chip's label or number; null for the board's header.</param>
/// <param name="Lines">The trigger's line and the echo's.</param>
/// <param name="OccupiedBelow">Centimetres: something nearer than this takes the place.</param>
public sealed record DistanceOptions(SensorOptions Sensor, string? Chip, IReadOnlyList<int> Lines, int OccupiedBelow)
{
    private const int OccupiedBelowUsual = 150;

    /// <summary>Reads every one of <c>Sensors:*</c>; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    /// <param name="root">The settings.</param>
    /// <param name="sensors">The same list, as the occupancy understands it.</param>
    /// <param name="lines">Lines that are given away.</param>
    internal static IReadOnlyList<DistanceOptions> ReadAll(SettingsReader root, IReadOnlyList<SensorOptions> sensors, GpioLines lines)
    {
        int next = 0;
        var all = root.List("Sensors", section =>
        {
            var sensor = sensors[next++];
            return SensorDrivers.Read(section, sensor) == SensorDriver.HcSr04 ? Read(section, sensor, lines) : null;
        });
        return [.. all.OfType<DistanceOptions>()];
    }

    private static DistanceOptions Read(SettingsReader section, SensorOptions sensor, GpioLines lines)
    {
        string? chip = GpioLines.Chip(section);
        return new DistanceOptions(
            sensor, chip, lines.Read(section, sensor.Name, chip, "a distance sensor has two lines: the echo's", "distance sensor"),
            section.Integer("OccupiedBelow", OccupiedBelowUsual, DistanceFilter.NearestCentimetres, DistanceFilter.FarthestCentimetres));
    }
}

using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices.RadarSensor;

/// <summary>A radar and what it is to see.</summary>
/// <param name="Sensor">How its readings are to be understood.</param>
/// <param name="Port">The serial line it is on.</param>
/// <param name="Baud">Bits a second.</param>
/// <param name="NearestCentimetres">Nearer than this is nobody: a curtain, a fan.</param>
/// <param name="FarthestCentimetres">Farther than this is nobody: the street behind the wall, which a radar sees through.</param>
public sealed record RadarOptions(SensorOptions Sensor, string Port, int Baud, int NearestCentimetres, int FarthestCentimetres)
{
    /// <summary>What the modules are set to when they leave the factory.</summary>
    public const int UsualBaud = 256000;

    /// <summary>Centimetres that an LD2410 sees: eight gates of 75 cm.</summary>
    public const int RangeCentimetres = 600;

    private static readonly Dictionary<string, int> Bauds =
        new[] { 9600, 19200, 38400, 57600, 115200, 230400, UsualBaud, 460800 }.ToDictionary(baud => $"{baud}", StringComparer.Ordinal);

    /// <summary>Reads every radar of <c>Sensors:*</c>; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    /// <param name="root">The settings.</param>
    /// <param name="sensors">The same list, as the occupancy understands it.</param>
    public static IReadOnlyList<RadarOptions> ReadAll(SettingsReader root, IReadOnlyList<SensorOptions> sensors)
    {
        ArgumentNullException.ThrowIfNull(root);
        int next = 0;
        var radars = root.List("Sensors", section =>
        {
            var sensor = sensors[next++];
            return SensorDrivers.Read(section, sensor) == SensorDriver.Ld2410 ? Read(section, sensor) : null;
        });
        return [.. radars.OfType<RadarOptions>()];
    }

    /// <summary>Reads one sensor's; what cannot be used becomes a fault of <paramref name="section"/>.</summary>
    public static RadarOptions Read(SettingsReader section, SensorOptions sensor)
    {
        ArgumentNullException.ThrowIfNull(section);
        var options = new RadarOptions(
            sensor,
            section.RequiredText("Port", Path.IsPathFullyQualified, "a serial device such as /dev/serial0 or /dev/serial/by-id/…"),
            section.Choice("Baud", UsualBaud, Bauds),
            section.Integer("Nearest", 0, 0, RangeCentimetres),
            section.Integer("Farthest", RangeCentimetres, 1, RangeCentimetres));
        if (options.NearestCentimetres >= options.FarthestCentimetres)
        {
            section.Fault("Nearest", $"{options.NearestCentimetres}", $"less than Farthest, which is {options.FarthestCentimetres}");
        }

        return options;
    }
}

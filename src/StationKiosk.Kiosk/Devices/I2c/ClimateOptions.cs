using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>A BME280 that measures a room's climate.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where it is.</param>
public sealed record ClimateOptions(string Name, I2cPlace Place)
{
    /// <summary>Of a BME280 whose SDO is low, as on the usual modules; high, it is 0x77 (its data sheet, 6.2).</summary>
    public const int UsualAddress = 0x76;

    /// <summary>Reads <c>Climate</c>; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    /// <param name="root">The settings.</param>
    /// <param name="places">Places that are given away.</param>
    /// <param name="names">Names of all other devices; these are added.</param>
    internal static IReadOnlyList<ClimateOptions> ReadAll(SettingsReader root, I2cPlaces places, HashSet<string> names) => root.List("Climate", section =>
    {
        string name = DeviceName.Read(section, names);
        return new ClimateOptions(name, places.Read(section, name, UsualAddress));
    });
}

using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>A display of one colour, 128 pixels wide, with an SSD1306.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Rows">Pixels of its height: 32 or 64.</param>
/// <param name="Reader">The reader whose verdicts it shows; null for all.</param>
public sealed record DisplayOptions(string Name, I2cPlace Place, int Rows, string? Reader)
{
    /// <summary>Of an SSD1306 whose SA0 is low, as on the usual modules; high, it is 0x3d (its data sheet, 8.1.5).</summary>
    public const int UsualAddress = 0x3C;

    private const int RowsUsual = 64;

    private static readonly Dictionary<string, int> Heights = new(StringComparer.Ordinal) { ["32"] = 32, ["64"] = RowsUsual };

    /// <summary>Reads <c>Displays</c>; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    /// <param name="root">The settings.</param>
    /// <param name="places">Places that are given away.</param>
    /// <param name="readers">Names of the readers.</param>
    /// <param name="names">Names of all other devices; these are added.</param>
    internal static IReadOnlyList<DisplayOptions> ReadAll(SettingsReader root, I2cPlaces places, IReadOnlyList<string> readers, HashSet<string> names) => root.List("Displays", section =>
    {
        string name = DeviceName.Read(section, names);
        return new DisplayOptions(
            name, places.Read(section, name, UsualAddress), section.Choice("Rows", RowsUsual, Heights),
            section.OptionalText("Reader", readers.Contains, "the name of a reader"));
    });
}

using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.Kiosk.Devices.KeyboardScanner;
using StationKiosk.Kiosk.Devices.SerialScanner;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk;

/// <summary>One reader of <c>Readers:*</c>.</summary>
/// <param name="Name">Its name; also the device's name on the health page.</param>
/// <param name="Place">The zone it stands at; null for the station's door.</param>
/// <param name="Camera">Set for a camera.</param>
/// <param name="Serial">Set for a serial reader.</param>
/// <param name="Keyboard">Set for one that plays a keyboard.</param>
public sealed record ReaderSettings(string Name, ReaderPlace? Place, CameraScannerOptions? Camera, SerialScannerOptions? Serial, KeyboardScannerOptions? Keyboard)
{
    private static readonly Dictionary<string, ReaderKind> Kinds = new(StringComparer.Ordinal)
    {
        ["camera"] = ReaderKind.Camera,
        ["serial"] = ReaderKind.Serial,
        ["keyboard"] = ReaderKind.Keyboard,
    };

    private enum ReaderKind
    {
        Camera,
        Serial,
        Keyboard,
    }

    /// <summary>Reads all readers; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    public static IReadOnlyList<ReaderSettings> ReadAll(SettingsReader root, OccupancyOptions occupancy)
    {
        ArgumentNullException.ThrowIfNull(root);
        var taken = new HashSet<string>(occupancy.Sensors.Select(sensor => sensor.Name), StringComparer.Ordinal);
        return root.List("Readers", section => Read(section, taken, occupancy.Zones));
    }

    /// <summary>The driver.</summary>
    public IScanner Open(TimeProvider time, ILoggerFactory logs) => Camera is not null
        ? new CameraScanner(Name, Camera, time, logs.CreateLogger<CameraScanner>())
        : Serial is not null ? new SerialScanner(Name, Serial, time, logs.CreateLogger<SerialScanner>())
        : new KeyboardScanner(Name, Keyboard!, time, logs.CreateLogger<KeyboardScanner>());

    private static ReaderSettings Read(SettingsReader section, HashSet<string> taken, IReadOnlyList<ZoneOptions> zones)
    {
        string name = section.RequiredText("Name", text => text.Length is > 0 and <= OccupancyOptions.NameMax && taken.Add(text), "a name of at most 40 characters that no other device has");
        var kind = section.RequiredChoice("Kind", ReaderKind.Camera, Kinds);
        string? zoneName = section.OptionalText("Zone", text => zones.Any(zone => zone.Name == text), $"one of the zones: {string.Join(", ", zones.Select(zone => zone.Name))}");
        var zone = zones.FirstOrDefault(zone => zone.Name == zoneName);
        return new ReaderSettings(
            name,
            zone is null ? null : new ReaderPlace(zone.Name, zone.Service),
            kind == ReaderKind.Camera ? CameraScannerOptions.Read(section) : null,
            kind == ReaderKind.Serial ? SerialScannerOptions.Read(section) : null,
            kind == ReaderKind.Keyboard ? KeyboardScannerOptions.Read(section) : null);
    }
}

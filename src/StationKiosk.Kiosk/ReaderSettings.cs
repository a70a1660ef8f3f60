using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices;
using StationKiosk.Kiosk.Devices.ButtonReader;
using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.Kiosk.Devices.GpioSensor;
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
/// <param name="Button">Set for a button that stands for a card.</param>
public sealed record ReaderSettings(string Name, ReaderPlace? Place, CameraScannerOptions? Camera, SerialScannerOptions? Serial, KeyboardScannerOptions? Keyboard,
    ButtonOptions? Button)
{
    private static readonly Dictionary<string, ReaderKind> Kinds = new(StringComparer.Ordinal)
    {
        ["camera"] = ReaderKind.Camera,
        ["serial"] = ReaderKind.Serial,
        ["keyboard"] = ReaderKind.Keyboard,
        ["button"] = ReaderKind.Button,
    };

    private enum ReaderKind
    {
        Camera,
        Serial,
        Keyboard,
        Button,
    }

    /// <summary>Reads all readers; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    internal static IReadOnlyList<ReaderSettings> ReadAll(SettingsReader root, OccupancyOptions occupancy, GpioLines lines)
    {
        ArgumentNullException.ThrowIfNull(root);
        var taken = new HashSet<string>(occupancy.Sensors.Select(sensor => sensor.Name), StringComparer.Ordinal);
        return root.List("Readers", section => Read(section, taken, occupancy, lines));
    }

    /// <summary>The driver.</summary>
    /// <param name="chips">For a button.</param>
    /// <param name="clock">For its times.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="nearby">What the sensor that wakes it says; null where it never sleeps.</param>
    public IScanner Open(GpioChips chips, KioskClock clock, ILoggerFactory logs, Nearby? nearby = null)
    {
        ArgumentNullException.ThrowIfNull(chips);
        ArgumentNullException.ThrowIfNull(clock);
        return this switch
        {
            { Camera: { } camera } => new CameraScanner(Name, camera, clock.Time, logs.CreateLogger<CameraScanner>()),
            { Serial: { } serial } => new SerialScanner(Name, serial, clock.Time, logs.CreateLogger<SerialScanner>(), nearby),
            { Button: { } button } => new ButtonReader(Name, button, chips.Open, clock),
            _ => new KeyboardScanner(Name, Keyboard!, clock.Time, logs.CreateLogger<KeyboardScanner>()),
        };
    }

    private static ReaderSettings Read(SettingsReader section, HashSet<string> taken, OccupancyOptions occupancy, GpioLines lines)
    {
        var zones = occupancy.Zones;
        IReadOnlyList<string> wakers = [.. occupancy.Sensors.Where(sensor => sensor.Kind is SensorKind.Motion or SensorKind.Presence).Select(sensor => sensor.Name)];
        string name = DeviceName.Read(section, taken);
        var kind = section.RequiredChoice("Kind", ReaderKind.Camera, Kinds);
        string? zoneName = section.OptionalText("Zone", text => zones.Any(zone => zone.Name == text), $"one of the zones: {string.Join(", ", zones.Select(zone => zone.Name))}");
        var zone = zones.FirstOrDefault(zone => zone.Name == zoneName);
        return new ReaderSettings(
            name,
            zone is null ? null : new ReaderPlace(zone.Name, zone.Service),
            kind == ReaderKind.Camera ? CameraScannerOptions.Read(section) : null,
            kind == ReaderKind.Serial ? SerialScannerOptions.Read(section, wakers) : null,
            kind == ReaderKind.Keyboard ? KeyboardScannerOptions.Read(section) : null,
            kind == ReaderKind.Button ? ButtonOptions.Read(section, name, lines) : null);
    }
}

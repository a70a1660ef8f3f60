using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Devices.KeyboardScanner;

/// <summary>Which keyboard scanner, and the layout it was set to.</summary>
/// <param name="Port">Its device, by id: <c>/dev/input/by-id/…-event-kbd</c>. Event numbers change with every plugging.</param>
/// <param name="Layout">What its keys type.</param>
public sealed record KeyboardScannerOptions(string Port, KeyMap Layout)
{
    private static readonly Dictionary<string, KeyMap> Layouts = new(StringComparer.Ordinal) { ["us"] = KeyMap.Us, ["de"] = KeyMap.German, ["fr"] = KeyMap.French };

    /// <summary>Reads them; what cannot be used becomes a fault of <paramref name="section"/>.</summary>
    public static KeyboardScannerOptions Read(SettingsReader section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return new KeyboardScannerOptions(
            section.RequiredText("Port", Path.IsPathFullyQualified, "an input device such as /dev/input/by-id/…-event-kbd; ls /dev/input/by-id shows those plugged in"),
            section.Choice("Layout", KeyMap.Us, Layouts));
    }
}

using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Devices.SerialScanner;

/// <summary>Which serial scanner, and how it talks: always 8 data bits, no parity, one stop bit, no handshake.</summary>
/// <param name="Port">Its device, best by id so that it stays the same whatever it is plugged into: <c>/dev/serial/by-id/…</c>; or <c>usb:VID:PID</c>, see <see cref="UsbSerial"/>.</param>
/// <param name="Baud">Bits a second; a USB (CDC) scanner ignores it.</param>
/// <param name="IsModule">Whether it is a GM65, GM861 or of their kin, which is told when to read.</param>
/// <param name="WakeBy">Of a module: the sensor that tells whether somebody is near; null where it never sleeps.</param>
public sealed record SerialScannerOptions(string Port, int Baud = SerialScannerOptions.UsualBaud, bool IsModule = false, string? WakeBy = null)
{
    /// <summary>What most scanners are set to when they leave the factory.</summary>
    public const int UsualBaud = 9600;

    private static readonly Dictionary<string, int> Bauds =
        new[] { 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400 }.ToDictionary(baud => $"{baud}", StringComparer.Ordinal);

    private static readonly Dictionary<string, bool> Modules = new(StringComparer.Ordinal) { ["none"] = false, ["gm65"] = true };

    /// <summary>Reads them; what cannot be used becomes a fault of <paramref name="section"/>.</summary>
    /// <param name="section">The reader's settings.</param>
    /// <param name="wakers">Sensors that tell whether somebody is near.</param>
    public static SerialScannerOptions Read(SettingsReader section, IReadOnlyList<string> wakers)
    {
        ArgumentNullException.ThrowIfNull(section);
        bool isModule = section.Choice("Module", fallback: false, Modules);
        string? wakeBy = section.OptionalText("WakeBy", wakers.Contains, "the name of a motion or presence sensor");
        if (wakeBy is not null && !isModule)
        {
            section.Fault("WakeBy", wakeBy, "only a reader with Module gm65 can be woken; set that, or leave it out");
        }

        return new SerialScannerOptions(
            section.RequiredText(
                "Port", port => Path.IsPathFullyQualified(port) || UsbSerial.IsId(port),
                "a serial device such as /dev/serial/by-id/…, or usb:VID:PID as lsusb shows it; ls /dev/serial/by-id shows those plugged in"),
            section.Choice("Baud", UsualBaud, Bauds), isModule, wakeBy);
    }
}

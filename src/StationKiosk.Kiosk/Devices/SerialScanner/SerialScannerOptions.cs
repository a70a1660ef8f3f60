using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Devices.SerialScanner;

/// <summary>Which serial scanner, and how it talks: always 8 data bits, no parity, one stop bit, no handshake.</summary>
/// <param name="Port">Its device, best by id so that it stays the same whatever it is plugged into: <c>/dev/serial/by-id/…</c>; or <c>usb:VID:PID</c>, see <see cref="UsbSerial"/>.</param>
/// <param name="Baud">Bits a second; a USB (CDC) scanner ignores it.</param>
public sealed record SerialScannerOptions(string Port, int Baud = SerialScannerOptions.UsualBaud)
{
    /// <summary>What most scanners are set to when they leave the factory.</summary>
    public const int UsualBaud = 9600;

    private static readonly Dictionary<string, int> Bauds =
        new[] { 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400 }.ToDictionary(baud => $"{baud}", StringComparer.Ordinal);

    /// <summary>Reads them; what cannot be used becomes a fault of <paramref name="section"/>.</summary>
    public static SerialScannerOptions Read(SettingsReader section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return new SerialScannerOptions(
            section.RequiredText(
                "Port", port => Path.IsPathFullyQualified(port) || UsbSerial.IsId(port),
                "a serial device such as /dev/serial/by-id/…, or usb:VID:PID as lsusb shows it; ls /dev/serial/by-id shows those plugged in"),
            section.Choice("Baud", UsualBaud, Bauds));
    }
}

using System.Text.RegularExpressions;

namespace StationKiosk.Kiosk.Devices.SerialScanner;

/// <summary>
/// Finds a USB serial device by its make: <c>usb:VID:PID</c>, the four-digit hexadecimal vendor and product that <c>lsusb</c> shows. In sysfs a terminal's
/// <c>device</c> is a USB interface, and <c>idVendor</c> and <c>idProduct</c> are one or two folders above it (sysfs-bus-usb of the kernel's documentation).
/// </summary>
internal static partial class UsbSerial
{
    private const int FoldersAbove = 3;

    /// <summary>Whether a port is named by its make.</summary>
    public static bool IsId(string port) => Make().IsMatch(port);

    /// <summary>A port's path; null where none of that make is plugged in. A port named by its path is that.</summary>
    /// <param name="port">A path, or <c>usb:VID:PID</c>.</param>
    /// <param name="terminals">Where the kernel lists terminals.</param>
    public static string? PathOf(string port, string terminals = "/sys/class/tty")
    {
        if (Make().Match(port) is not { Success: true } make)
        {
            return port;
        }

        return Directory.GetFileSystemEntries(terminals, "tty*").Order(StringComparer.Ordinal)
            .FirstOrDefault(terminal => IsOf(terminal, make.Groups["vendor"].Value, make.Groups["product"].Value)) is { } found ? $"/dev/{Path.GetFileName(found)}" : null;
    }

    private static bool IsOf(string terminal, string vendor, string product)
    {
        // The terminal is a link itself, and the link in it is relative to where it really is. Most terminals are no device.
        string link = Path.Combine(Directory.ResolveLinkTarget(terminal, returnFinalTarget: true)?.FullName ?? terminal, "device");
        var folder = Directory.Exists(link) ? Directory.ResolveLinkTarget(link, returnFinalTarget: true) : null;
        for (int i = 0; i < FoldersAbove && folder is not null; i++)
        {
            if (Says(folder.FullName, "idVendor", vendor) && Says(folder.FullName, "idProduct", product))
            {
                return true;
            }

            folder = Directory.GetParent(folder.FullName);
        }

        return false;
    }

    private static bool Says(string folder, string file, string value)
    {
        string path = Path.Combine(folder, file);
        return File.Exists(path) && File.ReadAllText(path).Trim().Equals(value, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex("^usb:(?<vendor>[0-9a-fA-F]{4}):(?<product>[0-9a-fA-F]{4})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Make();
}

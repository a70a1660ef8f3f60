using System.Globalization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Health;

/// <summary>What the Linux host says of itself. What it does not say is null, never a guess.</summary>
public static class HostTruths
{
    private const string ThermalZone = "/sys/class/thermal/thermal_zone0/temp";

    /// <summary>Raspberry Pi firmware: bit 0 under-voltage now, bit 16 under-voltage since the boot.</summary>
    private const string Throttled = "/sys/devices/platform/soc/soc:firmware/get_throttled";

    private const int UndervoltageNow = 1 << 0;
    private const int UndervoltageSinceBoot = 1 << 16;

    /// <summary>Processor temperature in degrees Celsius.</summary>
    public static double? CpuTemperature() =>
        ReadText(ThermalZone) is { } text && int.TryParse(text, CultureInfo.InvariantCulture, out int milli) ? milli / 1000.0 : null;

    /// <summary>What is wrong with the power supply, with the remedy.</summary>
    public static string? PowerFault() => ReadText(Throttled) is { } text && int.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int bits)
        ? PowerFault(bits)
        : null;

    /// <summary>Free and total bytes of the file system that holds a folder.</summary>
    public static StorageHealth Storage(string folder)
    {
        var drive = new DriveInfo(folder);
        return new StorageHealth(drive.AvailableFreeSpace, drive.TotalSize);
    }

    internal static string? PowerFault(int bits) =>
        (bits & UndervoltageNow) != 0 ? "The power supply is too weak right now: replace it."
        : (bits & UndervoltageSinceBoot) != 0 ? "The power supply was too weak since the start: replace it."
        : null;

    private static string? ReadText(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}

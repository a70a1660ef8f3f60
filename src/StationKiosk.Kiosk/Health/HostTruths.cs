using System.Globalization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Health;

/// <summary>The power supply, as the board tells of it.</summary>
/// <param name="Known">Whether the board tells at all.</param>
/// <param name="WeakNow">The voltage is too low right now.</param>
/// <param name="WeakSinceBoot">It was too low at some time since the boot (sticky).</param>
/// <param name="SlowedByHeat">The processor is, or since the boot was, slowed because it is too hot.</param>
public sealed record PowerTruth(bool Known, bool WeakNow, bool WeakSinceBoot, bool SlowedByHeat);

/// <summary>
/// What the Linux host says of itself in /sys and /proc. What it does not say is null or unknown, never a guess.
/// </summary>
/// <param name="root">Where /sys and /proc begin: <c>/</c>, or a folder that a test laid out.</param>
public sealed class HostTruths(string root = "/")
{
    /// <summary>Raspberry Pi firmware, hexadecimal bits: documentation of <c>vcgencmd get_throttled</c>.</summary>
    private const string Throttled = "sys/devices/platform/soc/soc:firmware/get_throttled";

    private const int WeakNow = 1 << 0;
    private const int ThrottledNow = 1 << 2;
    private const int SoftTemperatureNow = 1 << 3;
    private const int WeakSinceBoot = 1 << 16;
    private const int ThrottledSinceBoot = 1 << 18;
    private const int SoftTemperatureSinceBoot = 1 << 19;

    /// <summary>Processor temperature in degrees Celsius.</summary>
    public double? CpuTemperature() => Number("sys/class/thermal/thermal_zone0/temp") / 1000.0;

    /// <summary>
    /// The supply: the firmware's bits where there are some, else the voltage alarm of a hardware monitor (hwmon: <c>rpi_volt</c> and others with
    /// <c>in0_lcrit_alarm</c>), which knows only of now.
    /// </summary>
    public PowerTruth Power()
    {
        if (Text(Throttled) is { } text && int.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int bits))
        {
            return new PowerTruth(
                Known: true, (bits & WeakNow) != 0, (bits & WeakSinceBoot) != 0,
                (bits & (ThrottledNow | SoftTemperatureNow | ThrottledSinceBoot | SoftTemperatureSinceBoot)) != 0);
        }

        double?[] alarms = [.. Monitors().Select(monitor => Number($"{monitor}/in0_lcrit_alarm")).Where(alarm => alarm is not null)];
        return new PowerTruth(alarms.Length > 0, alarms.Any(alarm => alarm != 0), WeakSinceBoot: false, SlowedByHeat: false);
    }

    /// <summary>What is wrong with the power supply, with the remedy, for the wire.</summary>
    public string? PowerFault() => Power() switch
    {
        { WeakNow: true } => "The power supply is too weak right now: replace it.",
        { WeakSinceBoot: true } => "The power supply was too weak since the start: replace it.",
        _ => null,
    };

    /// <summary>Whether the kernel's hardware watchdog is armed, so that a hung machine restarts itself; null where there is none.</summary>
    public bool? WatchdogArmed() => Text("sys/class/watchdog/watchdog0/state") is { } state ? state == "active" : null;

    /// <summary>Whether the storage was mounted read-only, as ext4 does after an error; null where the mount is not found.</summary>
    /// <param name="folder">A folder on it.</param>
    public bool? ReadOnly(string folder) => MountOf(folder)?[3].Split(',').Contains("ro");

    /// <summary>Free and total bytes of the file system that holds a folder, and what is wrong with it.</summary>
    public StorageHealth Storage(string folder)
    {
        var drive = new DriveInfo(folder);
        return new StorageHealth(drive.AvailableFreeSpace, drive.TotalSize, StorageFault(folder));
    }

    /// <summary>What the file system says is wrong, with the remedy, for the wire.</summary>
    /// <param name="folder">A folder on it.</param>
    public string? StorageFault(string folder) =>
        ReadOnly(folder) == true ? "the file system went read-only after an error; restart the kiosk, and if it comes again replace the card"
        : StorageErrors(folder) is > 0 and var errors ? string.Create(CultureInfo.InvariantCulture, $"the file system has recorded {errors} errors; replace the card")
        : null;

    /// <summary>Errors that ext4 has recorded in the file system since it was last repaired (<c>errors_count</c>, ext4(5)); null where it keeps no count.</summary>
    /// <param name="folder">A folder on it.</param>
    public long? StorageErrors(string folder) => MountOf(folder) is { } mount ? (long?)Number($"sys/fs/ext4/{Path.GetFileName(mount[0])}/errors_count") : null;

    /// <summary>The line of the mount that holds a folder: device, mount point, type, options.</summary>
    private string[]? MountOf(string folder)
    {
        string path = Path.GetFullPath(folder);
        return (Text("proc/self/mounts") ?? "").Split('\n')
            .Select(line => line.Split(' '))
            .Where(mount => mount.Length > 3 && Under(path, mount[1]))
            .MaxBy(mount => mount[1].Length);
    }

    private static bool Under(string path, string mount) =>
        mount == "/" || path == mount || path.StartsWith($"{mount}/", StringComparison.Ordinal);

    private IEnumerable<string> Monitors()
    {
        string folder = Path.Combine(root, "sys/class/hwmon");
        return Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetRelativePath(root, entry)).Order(StringComparer.Ordinal) : [];
    }

    private double? Number(string file) => Text(file) is { } text && double.TryParse(text, CultureInfo.InvariantCulture, out double number) ? number : null;

    private string? Text(string file)
    {
        string path = Path.Combine(root, file);
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

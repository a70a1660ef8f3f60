using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.GpioSensor;

/// <summary>What can be wrong with a line, in a sentence.</summary>
internal static class GpioFaults
{
    /// <summary>What the library throws where a line cannot be used.</summary>
    public static bool IsOne(Exception e) => e is IOException or UnauthorizedAccessException or PlatformNotSupportedException;

    /// <summary>Something else holds the line, or the chip is gone.</summary>
    public static DeviceException Unusable(string device, string? chip, IReadOnlyList<int> lines, Exception cause) => new DeviceException(
        $"{device} cannot use {Where(chip, lines)} ({cause.Message}): see with gpioinfo, from the package gpiod, whether something else holds the line", cause);

    /// <summary>The chip has fewer lines.</summary>
    public static DeviceException NoLine(string device, int line, int count) =>
        new DeviceException($"{device}: the chip has no line {line}, only 0 to {count - 1}: correct Line or Chip");

    /// <summary>A line in words.</summary>
    public static string Where(string? chip, IReadOnlyList<int> lines) =>
        $"line {string.Join(" and ", lines)} of {(chip is null ? "the header" : $"GPIO chip {chip}")}";
}

using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Devices.GpioSensor;

/// <summary>Reads the line numbers of one device, and sees to it that no two devices share one.</summary>
/// <param name="taken">Lines that are given away, by chip and number, and to whom.</param>
internal sealed class GpioLines(Dictionary<(string? Chip, int Line), string> taken)
{
    /// <summary>Reads <c>Chip</c>: its label or number; null for the board's header.</summary>
    public static string? Chip(SettingsReader reader) =>
        reader.OptionalText("Chip", value => value.Trim().Length > 0, "a chip's label or number, as gpiodetect shows it; leave it out for the board's header");

    /// <summary>Reads <c>Line</c> and, of what has two, <c>SecondLine</c>.</summary>
    /// <param name="reader">The device's settings.</param>
    /// <param name="owner">The device's name.</param>
    /// <param name="chip">Its chip.</param>
    /// <param name="second">What its second line is, for the fault where it is missing; null for a device with one line.</param>
    /// <param name="pair">What has two lines, for the fault where there is one too many.</param>
    public IReadOnlyList<int> Read(SettingsReader reader, string owner, string? chip, string? second, string pair)
    {
        int? secondLine = reader.OptionalInteger("SecondLine", 0, GpioOptions.LineMax);
        if (second is not null && secondLine is null && reader.OptionalText("SecondLine") is null)
        {
            reader.Fault("SecondLine", value: null, $"{second}, from 0 to {GpioOptions.LineMax}");
        }
        else if (second is null && secondLine is not null)
        {
            reader.Fault("SecondLine", $"{secondLine}", $"only a {pair} has two lines; leave it out");
        }

        return [.. One(reader, owner, chip), .. Take(reader, "SecondLine", owner, chip, second is null ? null : secondLine)];
    }

    /// <summary>Reads <c>Line</c>.</summary>
    /// <returns>It, or nothing where it cannot be used.</returns>
    public IReadOnlyList<int> One(SettingsReader reader, string owner, string? chip)
    {
        int? line = reader.OptionalInteger("Line", 0, GpioOptions.LineMax);
        if (line is null && reader.OptionalText("Line") is null)
        {
            reader.Fault("Line", value: null, $"the line's number on its chip, from 0 to {GpioOptions.LineMax}");
        }

        return Take(reader, "Line", owner, chip, line);
    }

    private int[] Take(SettingsReader reader, string key, string owner, string? chip, int? line)
    {
        if (line is not { } number)
        {
            return [];
        }

        if (!taken.TryAdd((chip, number), owner))
        {
            reader.Fault(key, $"{number}", $"a line that nothing else uses; '{taken[(chip, number)]}' has this one");
        }

        return [number];
    }
}

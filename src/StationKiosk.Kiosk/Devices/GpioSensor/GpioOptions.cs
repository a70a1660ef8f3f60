using System.Device.Gpio;
using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices.GpioSensor;

/// <summary>What one sensor is wired to.</summary>
/// <param name="Sensor">How its readings are to be understood.</param>
/// <param name="Chip">The chip's label or number; null for the board's header, see <see cref="GpioDrivers"/>.</param>
/// <param name="Lines">One line of the chip; two for a beam pair, the outer beam first.</param>
/// <param name="ActiveLow">Whether a low level is active.</param>
/// <param name="Mode">Input, with the chip's own pull resistor or without.</param>
public sealed record GpioWiring(SensorOptions Sensor, string? Chip, IReadOnlyList<int> Lines, bool ActiveLow, PinMode Mode);

/// <summary>The GPIO part of the settings.</summary>
/// <param name="Simulated">Whether lines are simulated: a laptop is a station.</param>
/// <param name="Seed">Of the simulated people.</param>
/// <param name="Sensors">Every sensor on GPIO lines with its wiring.</param>
public sealed record GpioOptions(bool Simulated, int Seed, IReadOnlyList<GpioWiring> Sensors)
{
    /// <summary>The highest line number there can be; chips have a few dozen.</summary>
    public const int LineMax = 1023;

    private static readonly Dictionary<string, bool> DriverWords = new(StringComparer.Ordinal) { ["system"] = false, ["simulated"] = true };

    private static readonly Dictionary<string, PinMode> PullWords = new(StringComparer.Ordinal)
    {
        ["none"] = PinMode.Input,
        ["up"] = PinMode.InputPullUp,
        ["down"] = PinMode.InputPullDown,
    };

    /// <summary>Reads <c>Gpio</c> and the wiring in <c>Sensors:*</c>; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    /// <param name="root">The settings.</param>
    /// <param name="sensors">The same list, as the occupancy understands it.</param>
    public static GpioOptions Read(SettingsReader root, IReadOnlyList<SensorOptions> sensors)
    {
        ArgumentNullException.ThrowIfNull(root);
        int next = 0;
        var taken = new Dictionary<(string?, int), string>();
        var gpio = root.Section("Gpio");
        var wirings = root.List("Sensors", section =>
        {
            var sensor = sensors[next++];
            return SensorDrivers.Read(section, sensor) == SensorDriver.Gpio ? ReadWiring(section, sensor, taken) : null;
        });
        return new GpioOptions(gpio.Choice("Driver", fallback: false, DriverWords), gpio.Integer("Seed", 1, 0, int.MaxValue), [.. wirings.OfType<GpioWiring>()]);
    }

    private static GpioWiring ReadWiring(SettingsReader reader, SensorOptions sensor, Dictionary<(string?, int), string> taken)
    {
        string? chip = reader.OptionalText("Chip", value => value.Trim().Length > 0, "a chip's label or number, as gpiodetect shows it; leave it out for the board's header");
        return new GpioWiring(
            sensor, chip, ReadLines(reader, sensor, chip, taken), reader.Flag("ActiveLow", fallback: false),
            reader.Choice("Pull", PinMode.Input, PullWords));
    }

    private static List<int> ReadLines(SettingsReader reader, SensorOptions sensor, string? chip, Dictionary<(string?, int), string> taken)
    {
        bool isPair = sensor.Kind == SensorKind.BeamPair;
        int? second = reader.OptionalInteger("SecondLine", 0, LineMax);
        if (isPair && second is null && reader.OptionalText("SecondLine") is null)
        {
            reader.Fault("SecondLine", value: null, $"a beam pair has two lines: the inner beam's, from 0 to {LineMax}");
        }
        else if (!isPair && second is not null)
        {
            reader.Fault("SecondLine", $"{second}", "only a beam-pair sensor has two lines; leave it out");
        }

        int? first = reader.OptionalInteger("Line", 0, LineMax);
        if (first is null && reader.OptionalText("Line") is null)
        {
            reader.Fault("Line", value: null, $"the line's number on its chip, from 0 to {LineMax}");
        }

        var lines = new List<int>();
        Take("Line", first);
        Take("SecondLine", isPair ? second : null);
        return lines;

        void Take(string key, int? line)
        {
            if (line is not { } number)
            {
                return;
            }

            if (!taken.TryAdd((chip, number), sensor.Name))
            {
                reader.Fault(key, $"{number}", $"a line that nothing else uses; '{taken[(chip, number)]}' has this one");
            }

            lines.Add(number);
        }
    }
}

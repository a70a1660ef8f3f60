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
        var lines = new GpioLines([]);
        var gpio = root.Section("Gpio");
        var wirings = root.List("Sensors", section =>
        {
            var sensor = sensors[next++];
            return SensorDrivers.Read(section, sensor) == SensorDriver.Gpio ? ReadWiring(section, sensor, lines) : null;
        });
        return new GpioOptions(gpio.Choice("Driver", fallback: false, DriverWords), gpio.Integer("Seed", 1, 0, int.MaxValue), [.. wirings.OfType<GpioWiring>()]);
    }

    /// <summary>Lines that sensors have, so that nothing else is given one of them.</summary>
    internal GpioLines TakenLines() => new(Sensors.SelectMany(wiring => wiring.Lines.Select(line => (wiring, line)))
        .DistinctBy(pair => (pair.wiring.Chip, pair.line)).ToDictionary(pair => (pair.wiring.Chip, pair.line), pair => pair.wiring.Sensor.Name));

    /// <summary>Reads <c>Pull</c>.</summary>
    internal static PinMode Pull(SettingsReader reader) => reader.Choice("Pull", PinMode.Input, PullWords);

    /// <summary>The word of <c>Pull</c> that a mode is.</summary>
    internal static string WordOf(PinMode mode) => PullWords.First(pair => pair.Value == mode).Key;

    private static GpioWiring ReadWiring(SettingsReader reader, SensorOptions sensor, GpioLines lines)
    {
        string? chip = GpioLines.Chip(reader), second = sensor.Kind == SensorKind.BeamPair ? "a beam pair has two lines: the inner beam's" : null;
        return new GpioWiring(
            sensor, chip, lines.Read(reader, sensor.Name, chip, second, "beam-pair sensor"), reader.Flag("ActiveLow", fallback: false), Pull(reader));
    }
}

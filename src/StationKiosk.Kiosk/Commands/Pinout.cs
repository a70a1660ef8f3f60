using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Devices.GpioSignal;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Commands;

/// <summary>Pure: which wire goes to which pin of the header, from the settings that the kiosk runs with. As Markdown.</summary>
internal static class Pinout
{
    private const string SerialOfBoard = "/dev/serial0";

    /// <summary>The tables.</summary>
    public static string Of(KioskSettings settings)
    {
        List<Wire> wires = [.. Wires(settings)];
        return $"""
            | device | signal | line | pin | settings |
            |---|---|---|---|---|
            {string.Join('\n', wires.Select(Row))}

            ```
            {string.Join('\n', Enumerable.Range(1, HeaderPins.Count / 2).Select(row => HeaderRow(row, wires)))}
            ```
            """;
    }

    private static string Row(Wire wire) =>
        $"| {wire.Device} | {wire.Signal} | {wire.Line} | {(wire.Chip is null ? Pin(wire) : $"of chip {wire.Chip}")} | {wire.Settings} |";

    private static string Pin(Wire wire) => (HeaderPins.Of(wire.Line), HeaderPins.Doubt(wire.Line)) switch
    {
        (null, var doubt) => $"none: line {wire.Line} {doubt}",
        (var pin, { } doubt) when !wire.IsBus => $"{pin}: line {wire.Line} {doubt}; take another",
        (var pin, _) => $"{pin}",
    };

    private static string HeaderRow(int row, List<Wire> wires)
    {
        int left = (2 * row) - 1;
        return $"{Label(left, wires),34}  {left,2}  {left + 1,-2}  {Label(left + 1, wires)}".TrimEnd();
    }

    private static string Label(int pin, List<Wire> wires) => int.TryParse(HeaderPins.At(pin), out int line)
        ? string.Join(", ", wires.Where(wire => wire.Chip is null && wire.Line == line).Select(wire => $"{wire.Device} {wire.Signal}"))
        : HeaderPins.At(pin);

    private static IEnumerable<Wire> Wires(KioskSettings settings) =>
    [
        .. settings.Gpio.Sensors.SelectMany(wiring => wiring.Lines.Select((line, i) =>
            new Wire(wiring.Sensor.Name, Signal(wiring.Sensor.Kind, i), wiring.Chip, line, Levels(wiring.ActiveLow, GpioOptions.WordOf(wiring.Mode))))),
        .. settings.Distances.SelectMany(distance => distance.Lines.Select((line, i) =>
            new Wire(distance.Sensor.Name, i == 0 ? "TRIG" : "ECHO through its divider", distance.Chip, line, "`Driver: hcsr04`"))),
        .. settings.Readers.Where(reader => reader.Button is not null).SelectMany(reader => reader.Button!.Lines.Select(line =>
            new Wire(reader.Name, "button", reader.Button.Chip, line, Levels(reader.Button.ActiveLow, GpioOptions.WordOf(reader.Button.Mode))))),
        .. settings.Signals.SelectMany(signal => signal.Lines.Select((line, i) =>
            new Wire(signal.Name, signal.Kind == SignalKind.Lamp ? (i == 0 ? "red" : "green") : "input", signal.Chip, line, signal.ActiveLow ? "`ActiveLow: true`" : ""))),
        .. settings.Radars.Where(radar => radar.Port == SerialOfBoard).Select(radar => new Wire(radar.Sensor.Name, "TX", null, HeaderPins.HearLine, $"`Port: {SerialOfBoard}`", IsBus: true)),
        .. settings.Readers.Where(reader => reader.Serial?.Port == SerialOfBoard).SelectMany(reader => (Wire[])
            [new Wire(reader.Name, "TX", null, HeaderPins.HearLine, $"`Port: {SerialOfBoard}`", IsBus: true), new Wire(reader.Name, "RX", null, HeaderPins.SendLine, "", IsBus: true)]),
        .. settings.I2cSensors.SelectMany(chip => Bus(chip.Sensor.Name, chip.Place)),
        .. settings.Displays.SelectMany(display => Bus(display.Name, display.Place)),
        .. settings.Climates.SelectMany(climate => Bus(climate.Name, climate.Place)),
    ];

    /// <summary>The two wires of a chip on the header's I2C bus; the others have connectors of their own.</summary>
    private static IEnumerable<Wire> Bus(string device, I2cPlace place) => place.Bus == I2cPlace.HeaderBus
        ? [new Wire(device, "SDA", null, HeaderPins.DataLine, $"`Address: 0x{place.Address:x2}`", IsBus: true), new Wire(device, "SCL", null, HeaderPins.ClockLine, "", IsBus: true)]
        : [];

    private static string Signal(SensorKind kind, int line) => kind switch
    {
        SensorKind.BeamPair => line == 0 ? "outer beam" : "inner beam",
        SensorKind.Contact => "contact",
        _ => "output",
    };

    private static string Levels(bool activeLow, string pull) =>
        string.Join(", ", ((string[])[pull == "none" ? "" : $"`Pull: {pull}`", activeLow ? "`ActiveLow: true`" : ""]).Where(text => text.Length > 0));

    private sealed record Wire(string Device, string Signal, string? Chip, int Line, string Settings, bool IsBus = false);
}

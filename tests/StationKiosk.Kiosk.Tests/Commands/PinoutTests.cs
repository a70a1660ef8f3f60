using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Commands;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Commands;

/// <summary>hardware/pinout.md says of the builds what the kiosk makes of their settings.</summary>
public sealed class PinoutTests
{
    private static readonly string[] Builds = ["minimal", "standard", "six-zone"];

    [Theory]
    [InlineData("minimal")]
    [InlineData("standard")]
    [InlineData("six-zone")]
    public void The_pinout_of_a_build_is_what_its_settings_make(string build)
    {
        string section = Repository.Text("hardware/pinout.md").Split("\n## ").Single(part => part.StartsWith($"{build}\n", StringComparison.Ordinal));
        Assert.True(
            section.Contains(Pinout.Of(Settings(build)), StringComparison.Ordinal),
            $"hardware/pinout.md, {build}: put in what this prints: station-kiosk pinout --config hardware/builds/{build}.json");
    }

    [Fact]
    public void No_build_uses_a_line_that_is_better_left_alone() => Assert.All(
        Builds.Select(Settings), settings => Assert.All(settings.Gpio.Sensors.SelectMany(wiring => wiring.Lines).Concat(settings.Signals.SelectMany(signal => signal.Lines)), line => Assert.Null(HeaderPins.Doubt(line))));

    [Fact]
    public void Every_build_has_a_column_in_the_parts_list()
    {
        string[] rows = Repository.Text("hardware/BOM.csv").Trim().Split('\n');
        Assert.All(Builds, build => Assert.Contains(build, rows[0].Split(',')));
        Assert.All(rows, row => Assert.Equal(rows[0].Split(',').Length, row.Split(',').Length));
    }

    [Theory]
    [InlineData(2, "3: line 2 has a fixed pull-up (I2C); take another")]
    [InlineData(14, "8: line 14 is the serial line's; take another")]
    [InlineData(40, "none: line 40 is not on the header")]
    [InlineData(21, "40")]
    public void A_line_that_should_be_left_alone_is_said(int line, string pin) => Assert.Contains(
        $"| lock | input | {line} | {pin} |",
        Pinout.Of(Read($$"""{ "Station": { "Id": "station" }, "Signals": [ { "Name": "lock", "Kind": "relay", "Line": {{line}} } ] }""")), StringComparison.Ordinal);

    [Fact]
    public void Chips_of_the_headers_bus_share_its_two_wires_and_those_of_another_bus_are_not_on_the_header()
    {
        string pinout = Pinout.Of(Read("""
            { "Station": { "Id": "station" }, "Displays": [ { "Name": "screen" }, { "Name": "far", "Bus": 3 } ], "Climate": [ { "Name": "air" } ] }
            """));
        Assert.Contains("| screen | SDA | 2 | 3 | `Address: 0x3c` |", pinout, StringComparison.Ordinal);
        Assert.Contains("screen SCL, air SCL   5  6   GND", pinout, StringComparison.Ordinal);
        Assert.DoesNotContain("far", pinout, StringComparison.Ordinal);
    }

    [Fact]
    public void The_header_has_every_line_once_and_all_its_supplies()
    {
        var pins = Enumerable.Range(1, HeaderPins.Count).Select(HeaderPins.At).ToList();
        Assert.Equal(Enumerable.Range(0, 28), pins.Where(pin => int.TryParse(pin, out _)).Select(int.Parse).Order());
        Assert.Equal((2, 2, 8), (pins.Count(pin => pin == "5 V"), pins.Count(pin => pin == "3.3 V"), pins.Count(pin => pin == "GND")));
    }

    private static KioskSettings Settings(string build) => Read(Repository.Text($"hardware/builds/{build}.json"));

    private static KioskSettings Read(string json)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["kiosk.json"], json);
        var reader = new SettingsReader(SettingsSources.Load(folder["kiosk.json"], "NOT_SET__", []));
        var settings = KioskSettings.Read(reader);
        reader.RejectUnknown();
        Assert.Empty(reader.Faults);
        return settings;
    }
}

using Microsoft.Extensions.Configuration;
using StationKiosk.Hosting.Settings;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Tidy;

/// <summary>docs/CONFIGURATION.md says of the kiosk's settings what is so.</summary>
public sealed class SettingsDocTests
{
    private const string Maximal = """
        {
          "Station": { "Id": "west-gate" },
          "Data": { "Folder": "somewhere" },
          "Journal": { "BlankAfter": "3.00:00:00", "QuotaMegabytes": 100 },
          "Panel": { "Url": "http://127.0.0.1:8081" },
          "CheckIn": { "DebounceWindow": "00:05:00", "ListsStaleAfter": "1.00:00:00" },
          "Broker": {
            "Host": "broker", "Port": 1884, "KeepAlive": "00:00:10", "ReceiptWithin": "00:00:10", "RetryDelayMin": "00:00:02", "RetryDelayMax": "00:03:00",
            "Tls": { "Enabled": true, "CaFile": "ca.pem", "CertificateFile": "own.pem", "KeyFile": "own.key.pem", "CheckHostName": false },
            "Fallback": { "Url": "wss://broker/mqtt" }
          },
          "Enrolment": { "Office": "office.example:8443" },
          "Updates": { "AskEvery": "02:00:00" },
          "Gpio": { "Driver": "simulated", "Seed": 7 },
          "Zones": [ { "Name": "the name of a zone", "Service": "rest", "Capacity": 20 } ],
          "Sensors": [
            {
              "Name": "ceiling", "Kind": "motion", "Zone": "the name of a zone", "Line": 4, "Chip": "other", "ActiveLow": true, "Pull": "up",
              "Debounce": "00:00:03", "Hold": "00:02:00", "StuckAfter": "01:00:00", "SilentAfter": "2.00:00:00"
            },
            {
              "Name": "door", "Kind": "beam-pair", "Zone": "the name of a zone", "Line": 17, "SecondLine": 27,
              "Debounce": "00:00:03", "StuckAfter": "01:00:00", "PassageMin": "00:00:00.2", "GapMax": "00:00:02"
            },
            {
              "Name": "seats", "Kind": "presence", "Driver": "ld2410", "Zone": "the name of a zone", "Port": "/dev/serial0", "Baud": 115200, "Nearest": 30,
              "Farthest": 400, "Debounce": "00:00:03", "Hold": "00:02:00", "StuckAfter": "01:00:00"
            },
            { "Name": "bay", "Kind": "contact", "Zone": "the name of a zone", "Line": 22, "Debounce": "00:00:03", "StuckAfter": "01:00:00" },
            { "Name": "far bay", "Kind": "contact", "Driver": "hcsr04", "Zone": "the name of a zone", "Line": 8, "SecondLine": 9, "OccupiedBelow": 200 },
            { "Name": "third bay", "Kind": "contact", "Driver": "vl53l1x", "Zone": "the name of a zone", "Bus": 3, "Address": "0x2a", "OccupiedBelow": 90 },
            { "Name": "bunks", "Kind": "presence", "Driver": "amg8833", "Zone": "the name of a zone", "Bus": 4, "Address": "0x68" }
          ],
          "Readers": [
            { "Name": "post", "Kind": "camera", "Zone": "the name of a zone", "Source": "rpicam", "Width": 1280, "Height": 720, "FramesPerSecond": 5 },
            { "Name": "film", "Kind": "camera", "Source": "film.mp4", "Loop": true },
            { "Name": "desk", "Kind": "serial", "Port": "/dev/ttyACM0", "Baud": 115200, "Module": "gm65", "WakeBy": "ceiling" },
            { "Name": "pult", "Kind": "keyboard", "Port": "/dev/input/by-id/usb-x-event-kbd", "Layout": "de" },
            { "Name": "help", "Kind": "button", "Chip": "other", "Line": 26, "ActiveLow": true, "Pull": "up", "Card": "SKC1A" }
          ],
          "Signals": [
            { "Name": "lamp", "Kind": "lamp", "Chip": "other", "Line": 5, "SecondLine": 6, "ActiveLow": true, "Reader": "desk" },
            { "Name": "lock", "Kind": "relay", "Line": 16, "OnFor": "00:00:05" }
          ],
          "Displays": [ { "Name": "screen", "Bus": 5, "Address": "0x3d", "Rows": "32", "Reader": "desk" } ],
          "Climate": [ { "Name": "air", "Bus": 6, "Address": "0x77" } ]
        }
        """;

    private static readonly SettingsDoc Doc = new("Kiosk", Flat(Maximal), Read);

    [Fact]
    public void Every_setting_is_documented_and_nothing_else() => Assert.Empty(Doc.WrongKeys());

    [Fact]
    public void Documented_defaults_are_what_holds_where_nothing_is_set() => Assert.Empty(Doc.WrongDefaults());

    [Fact]
    public void Documented_ranges_are_what_the_program_says() => Assert.Empty(Doc.WrongRanges());

    [Fact]
    public void Documented_examples_can_be_used()
    {
        Assert.NotEmpty(Doc.Examples);
        Assert.All(Doc.Examples, example => Assert.Empty(Read(Flat(example)).Faults));
    }

    private static Dictionary<string, string?> Flat(string json)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["settings.json"], json);
        return SettingsSources.Load(folder["settings.json"], "NOT_SET__", []).AsEnumerable().Where(pair => pair.Value is not null).ToDictionary();
    }

    private static SettingsLook Read(IReadOnlyDictionary<string, string?> values)
    {
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        var settings = KioskSettings.Read(reader);
        reader.RejectUnknown();
        return new SettingsLook(settings, reader.KnownKeys, [.. reader.Faults.Select(fault => (fault.Key, fault.Remedy))]);
    }
}

using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.DistanceSensor;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Devices.GpioSignal;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Devices.RadarSensor;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Trust;
using StationKiosk.Kiosk.Updates;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;

namespace StationKiosk.Kiosk;

/// <summary>All settings of a kiosk; docs/CONFIGURATION.md lists them.</summary>
/// <param name="Station">This station.</param>
/// <param name="DataFolder">Where the journal and the network's lists lie.</param>
/// <param name="Journal">How long the journal keeps what.</param>
/// <param name="PanelUrl">Where the kiosk's pages are served.</param>
/// <param name="CheckIn">Rules of the check-in.</param>
/// <param name="Uplink">The broker.</param>
/// <param name="Office">Where the certificate is renewed; null where nobody does.</param>
/// <param name="UpdatesAskEvery">How often to ask there for another release.</param>
/// <param name="Readers">The readers.</param>
/// <param name="Occupancy">Zones and what senses them.</param>
/// <param name="Gpio">How GPIO lines are reached.</param>
/// <param name="Radars">Radars on serial lines.</param>
/// <param name="Distances">Distance modules.</param>
/// <param name="I2cSensors">Chips on I2C buses that sense zones.</param>
/// <param name="Signals">Lamps, buzzers and relays.</param>
/// <param name="Displays">Displays on I2C buses.</param>
/// <param name="Climates">Climate sensors on I2C buses.</param>
public sealed record KioskSettings(
    StationId Station, string DataFolder, JournalOptions Journal, Uri PanelUrl, CheckInOptions CheckIn, UplinkOptions Uplink, OfficeAddress? Office, TimeSpan UpdatesAskEvery,
    IReadOnlyList<ReaderSettings> Readers, OccupancyOptions Occupancy, GpioOptions Gpio, IReadOnlyList<RadarOptions> Radars, IReadOnlyList<DistanceOptions> Distances,
    IReadOnlyList<I2cOptions> I2cSensors, IReadOnlyList<SignalOptions> Signals, IReadOnlyList<DisplayOptions> Displays, IReadOnlyList<ClimateOptions> Climates)
{
    /// <summary>Environment variables that begin so are settings: <c>KIOSK__PANEL__URL</c>.</summary>
    public const string EnvironmentPrefix = "KIOSK__";

    /// <summary>The data folder where none is set.</summary>
    public const string DataFolderDefault = "data";

    /// <summary>The journal's file.</summary>
    public string JournalFile => Path.Combine(DataFolder, "journal.db");

    /// <summary>The file of the manager's code.</summary>
    public string ManagerCodeFile => Path.Combine(DataFolder, "manager-code");

    /// <summary>Where a program on this machine reaches the pages.</summary>
    public Uri PanelFromHere => PanelUrl.Host is "0.0.0.0" or "[::]" ? new UriBuilder(PanelUrl) { Host = "127.0.0.1" }.Uri : PanelUrl;

    /// <summary>The sensors that are more than levels of lines; opens nothing yet.</summary>
    public IEnumerable<ISensor> OtherSensors(GpioChips chips, KioskClock clock)
    {
        ArgumentNullException.ThrowIfNull(chips);
        return
        [
            .. Radars.Select(radar => new RadarSensor(radar, clock)), .. Distances.Select(distance => new DistanceSensor(distance, chips.Open, clock)),
            .. I2cSensors.Select(chip => new I2cSensor(chip, I2cChips.Open, clock)),
        ];
    }

    /// <summary>In words, without secrets: for the diagnostics.</summary>
    public string InWords => $"""
        station {Station}
        data {DataFolder}
        pages {PanelUrl}
        broker {Uplink.Host}:{Uplink.Port}
        check-in window {CheckIn.DebounceWindow:c}, lists stale after {CheckIn.ListsStaleAfter:c}
        {string.Join('\n', Occupancy.Zones.Select(zone => $"zone {zone.Name}: {zone.Service}, {zone.Capacity?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"} places"))}
        {string.Join('\n', Occupancy.Sensors.Select(sensor => $"sensor {sensor.Name}: {sensor.Kind} in {sensor.Zone}"))}
        {string.Join('\n', Readers.Select(reader => $"reader {reader.Name}"))}
        {string.Join('\n', Signals.Select(signal => $"signal {signal.Name}: {signal.Kind}"))}
        {string.Join('\n', Displays.Select(display => $"display {display.Name}"))}
        {string.Join('\n', Climates.Select(climate => $"climate {climate.Name}"))}

        """;

    /// <summary>Reads them; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    public static KioskSettings Read(SettingsReader root)
    {
        ArgumentNullException.ThrowIfNull(root);
        string station = root.RequiredText("Station:Id", text => StationId.TryParse(text, out _), $"{StationId.LengthMin} to {StationId.LengthMax} of a-z, 0-9 and '-'");
        var occupancy = OccupancyOptions.Read(root);
        var gpio = GpioOptions.Read(root, occupancy.Sensors);
        var lines = gpio.TakenLines();
        var places = new I2cPlaces();
        var readers = ReaderSettings.ReadAll(root, occupancy, lines);
        List<string> readerNames = [.. readers.Select(reader => reader.Name)];
        HashSet<string> names = new([.. occupancy.Sensors.Select(sensor => sensor.Name), .. readerNames], StringComparer.Ordinal);
        return new KioskSettings(
            StationId.TryParse(station, out var id) ? id : default,
            root.Text("Data:Folder", DataFolderDefault, folder => folder.Length > 0, "a folder"),
            JournalOptions.Read(root),
            new Uri(root.Text("Panel:Url", "http://127.0.0.1:8080", IsAddress, "an http address of this machine, such as http://127.0.0.1:8080, or http://0.0.0.0:8080 for the station's network too")),
            CheckInOptions.Read(root),
            UplinkOptions.Read(root),
            OfficeAddress.Read(root),
            root.Duration("Updates:AskEvery", UpdateLoop.AskEveryDefault, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            readers,
            occupancy,
            gpio,
            RadarOptions.ReadAll(root, occupancy.Sensors),
            DistanceOptions.ReadAll(root, occupancy.Sensors, lines),
            I2cOptions.ReadAll(root, occupancy.Sensors, places),
            SignalOptions.ReadAll(root, lines, readerNames, names),
            DisplayOptions.ReadAll(root, places, readerNames, names),
            ClimateOptions.ReadAll(root, places, names));
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.PathAndQuery == "/"
        && (url.IsLoopback || url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6);
}

using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Devices.RadarSensor;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;

namespace StationKiosk.Kiosk;

/// <summary>All settings of a kiosk; docs/CONFIGURATION.md lists them.</summary>
/// <param name="Station">This station.</param>
/// <param name="DataFolder">Where the journal and the network's lists lie.</param>
/// <param name="PanelUrl">Where the manager's page is served; loopback only.</param>
/// <param name="CheckIn">Rules of the check-in.</param>
/// <param name="Uplink">The broker.</param>
/// <param name="Readers">The readers.</param>
/// <param name="Occupancy">Zones and what senses them.</param>
/// <param name="Gpio">How GPIO lines are reached.</param>
/// <param name="Radars">Radars on serial lines.</param>
public sealed record KioskSettings(
    StationId Station, string DataFolder, Uri PanelUrl, CheckInOptions CheckIn, UplinkOptions Uplink, IReadOnlyList<ReaderSettings> Readers,
    OccupancyOptions Occupancy, GpioOptions Gpio, IReadOnlyList<RadarOptions> Radars)
{
    /// <summary>Environment variables that begin so are settings: <c>KIOSK__PANEL__URL</c>.</summary>
    public const string EnvironmentPrefix = "KIOSK__";

    /// <summary>The journal's file.</summary>
    public string JournalFile => Path.Combine(DataFolder, "journal.db");

    /// <summary>Reads them; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    public static KioskSettings Read(SettingsReader root)
    {
        ArgumentNullException.ThrowIfNull(root);
        string station = root.RequiredText("Station:Id", text => StationId.TryParse(text, out _), $"{StationId.LengthMin} to {StationId.LengthMax} of a-z, 0-9 and '-'");
        var occupancy = OccupancyOptions.Read(root);
        return new KioskSettings(
            StationId.TryParse(station, out var id) ? id : default,
            root.Text("Data:Folder", "data", folder => folder.Length > 0, "a folder"),
            new Uri(root.Text("Panel:Url", "http://127.0.0.1:8080", IsLoopback, "an http address on this machine, such as http://127.0.0.1:8080")),
            CheckInOptions.Read(root),
            UplinkOptions.Read(root),
            ReaderSettings.ReadAll(root, occupancy),
            occupancy,
            GpioOptions.Read(root, occupancy.Sensors),
            RadarOptions.ReadAll(root, occupancy.Sensors));
    }

    private static bool IsLoopback(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && url.PathAndQuery == "/";
}

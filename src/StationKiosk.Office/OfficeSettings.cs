using StationKiosk.Hosting.Settings;
using StationKiosk.Office.Broker;
using StationKiosk.Office.Network;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Trust;
using StationKiosk.Office.Usage;
using StationKiosk.Office.Users;

namespace StationKiosk.Office;

/// <summary>Everything that can be set, read once at the start.</summary>
/// <param name="Store">The store.</param>
/// <param name="Url">Where the dashboard and the API are served.</param>
/// <param name="Broker">The MQTT broker.</param>
/// <param name="Keys">The issuers' keys.</param>
/// <param name="Policy">Rules for every kiosk.</param>
/// <param name="Trust">The network's certificates.</param>
/// <param name="Days">The time zone that days and hours are counted in.</param>
/// <param name="Users">Accounts.</param>
public sealed record OfficeSettings(StoreOptions Store, Uri Url, BrokerOptions Broker, KeyOptions Keys, PolicyOptions Policy, TrustOptions Trust, LocalDays Days, UserOptions Users)
{
    /// <summary>The prefix of environment variables: <c>OFFICE__STORE__PATH</c> sets <c>Store:Path</c>.</summary>
    public const string EnvironmentPrefix = "OFFICE__";

    /// <summary>Reads them all; what cannot be used is in <see cref="SettingsReader.Faults"/>.</summary>
    public static OfficeSettings Read(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new OfficeSettings(
            StoreOptions.Read(settings.Section("Store")),
            new Uri(settings.Section("Http").Text("Url", "http://127.0.0.1:8090", IsHttp, "an address to listen on, such as http://127.0.0.1:8090")),
            BrokerOptions.Read(settings.Section("Broker")),
            KeyOptions.Read(settings.Section("Badges")),
            PolicyOptions.Read(settings.Section("Policy")),
            TrustOptions.Read(settings.Section("Trust")),
            new LocalDays(ReadZone(settings)),
            UserOptions.Read(settings.Section("Users")));
    }

    private static TimeZoneInfo ReadZone(SettingsReader settings)
    {
        string? id = settings.OptionalText("TimeZone", text => TimeZoneInfo.TryFindSystemTimeZoneById(text, out _), "an IANA time zone of this machine, such as Asia/Shanghai");
        return id is null ? TimeZoneInfo.Local : TimeZoneInfo.FindSystemTimeZoneById(id);
    }

    private static bool IsHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp && uri.AbsolutePath == "/";
}

using StationKiosk.Hosting.Settings;

namespace StationKiosk.Office.Trust;

/// <summary>The network's trust.</summary>
/// <param name="Folder">What <c>trust init</c> made; null for a network without certificates.</param>
/// <param name="StationLife">How long a station's certificate lasts; it renews it at two thirds.</param>
public sealed record TrustOptions(string? Folder, TimeSpan StationLife)
{
    /// <summary>Half a year: a stolen key that nobody missed is worth no more than that.</summary>
    public static readonly TimeSpan StationLifeDefault = TimeSpan.FromDays(180);

    /// <summary>No certificates.</summary>
    public static readonly TrustOptions None = new(null, StationLifeDefault);

    /// <summary>Reads section <c>Trust</c>.</summary>
    public static TrustOptions Read(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new TrustOptions(
            settings.OptionalText("Folder", Directory.Exists, "a folder that station-office trust init made"),
            settings.Duration("StationLife", StationLifeDefault, TimeSpan.FromSeconds(10), TimeSpan.FromDays(3650)));
    }
}

using StationKiosk.Hosting.Settings;

namespace StationKiosk.Office.Network;

/// <summary>The rules that every kiosk gets from the office.</summary>
/// <param name="Debounce">A second scan of one badge within this makes no second visit; null: each kiosk's own setting.</param>
/// <param name="ListsStaleAfter">After this without confirmation a kiosk doubts its lists; null: each kiosk's own setting.</param>
public sealed record PolicyOptions(TimeSpan? Debounce, TimeSpan? ListsStaleAfter)
{
    /// <summary>Reads section <c>Policy</c>.</summary>
    public static PolicyOptions Read(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new PolicyOptions(
            Optional(settings, "Debounce", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            Optional(settings, "ListsStaleAfter", TimeSpan.FromHours(2), TimeSpan.FromDays(365)));
    }

    private static TimeSpan? Optional(SettingsReader settings, string name, TimeSpan min, TimeSpan max) =>
        settings.OptionalText(name) is null ? null : settings.Duration(name, min, min, max);
}

/// <summary>The issuers' keys.</summary>
/// <param name="KeyFolder">A folder with the public keys of all issuers, <c>*.pub.pem</c>.</param>
public sealed record KeyOptions(string KeyFolder)
{
    /// <summary>Reads section <c>Badges</c>.</summary>
    public static KeyOptions Read(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new KeyOptions(settings.Text("KeyFolder", "keys", path => path.Length > 0 && !File.Exists(path), "a folder with *.pub.pem files"));
    }
}

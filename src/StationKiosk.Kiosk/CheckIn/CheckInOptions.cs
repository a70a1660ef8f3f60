using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>Rules of the check-in, where the network's policy does not set them.</summary>
/// <param name="DebounceWindow">A second scan within this makes no second visit; 1 s to 1 day.</param>
/// <param name="ListsStaleAfter">Lists of keys and revocations not confirmed for this long are in doubt; 2 h (the office confirms them every hour) to 365 days.</param>
public sealed record CheckInOptions(TimeSpan DebounceWindow, TimeSpan ListsStaleAfter)
{
    /// <summary>What holds where nothing is set.</summary>
    public static readonly CheckInOptions Default = new(TimeSpan.FromMinutes(10), TimeSpan.FromDays(2));

    /// <summary>Reads <c>CheckIn:…</c>.</summary>
    public static CheckInOptions Read(SettingsReader root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var section = root.Section("CheckIn");
        return new CheckInOptions(
            section.Duration("DebounceWindow", Default.DebounceWindow, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            section.Duration("ListsStaleAfter", Default.ListsStaleAfter, TimeSpan.FromHours(2), TimeSpan.FromDays(365)));
    }
}

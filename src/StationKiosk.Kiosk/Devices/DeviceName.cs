using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices;

/// <summary>Reads <c>Name</c> of a device.</summary>
internal static class DeviceName
{
    /// <summary>A name that no other device has.</summary>
    /// <param name="section">The device's settings.</param>
    /// <param name="taken">Names of all others; this is added.</param>
    public static string Read(SettingsReader section, HashSet<string> taken) => section.RequiredText(
        "Name", text => text.Length is > 0 and <= OccupancyOptions.NameMax && taken.Add(text), "a name of at most 40 characters that no other device has");
}

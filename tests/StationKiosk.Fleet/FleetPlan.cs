using StationKiosk.Kiosk.Uplink;

namespace StationKiosk.Fleet;

/// <summary>What the fleet is to do.</summary>
/// <param name="Stations">How many.</param>
/// <param name="Prefix">Their ids are this, a dash and a number.</param>
/// <param name="Badges">Badge texts of the workers; each scan is one of them.</param>
/// <param name="VisitsADay">Visits of a station's whole day.</param>
/// <param name="Days">Days gone by that are lived first, with their own times.</param>
/// <param name="Pace">How much faster than in life workers come now.</param>
/// <param name="Uplink">The broker.</param>
/// <param name="Folder">Where the journals lie.</param>
internal sealed record FleetPlan(
    int Stations, string Prefix, IReadOnlyList<string> Badges, double VisitsADay, int Days, double Pace, UplinkOptions Uplink, string Folder)
{
    /// <summary>Longest wait before the hour's rate is looked at again.</summary>
    public TimeSpan WaitMax => TimeSpan.FromMinutes(1);
}

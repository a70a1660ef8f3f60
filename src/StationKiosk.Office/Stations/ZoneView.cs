using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Stations;

/// <summary>A station's zones as they may be shown now (pure).</summary>
public static class ZoneView
{
    /// <summary>The zones that the kiosk told of, then those registered that it did not.</summary>
    /// <param name="occupancy">The last occupancy message; null for none.</param>
    /// <param name="registered">The zones of the register.</param>
    /// <param name="now">The office's time.</param>
    public static IReadOnlyList<ZoneSummary> Of(StationOccupancy? occupancy, IReadOnlyList<RegisteredZone> registered, DateTimeOffset now)
    {
        var told = occupancy?.Zones.Select(zone => Told(zone, occupancy, now)).ToList() ?? [];
        var untold = registered
            .Where(zone => told.All(other => other.Zone != zone.Name))
            .Select(zone => new ZoneSummary(
                zone.Name, zone.Service, zone.Capacity, Count: null, Level.Unknown, Trusted: false, Why: null, Since: null, ValidUntil: null));
        return [.. told, .. untold];
    }

    private static ZoneSummary Told(ZoneOccupancy zone, StationOccupancy occupancy, DateTimeOffset now) => now < occupancy.ValidUntil
        ? new ZoneSummary(
            zone.Zone, zone.Service, zone.Capacity, zone.Count < 0 ? null : zone.Count, zone.Level, zone.Trusted, zone.Why, zone.Since, occupancy.ValidUntil)
        : new ZoneSummary(
            zone.Zone, zone.Service, zone.Capacity, Count: null, Level.Unknown, Trusted: false, Why: null,
            occupancy.ValidUntil, occupancy.ValidUntil);
}

using System.Text.Json;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Occupancy;

/// <summary>Lets counted zones count on from what the journal last said of them.</summary>
public static class OccupancyResume
{
    /// <summary>How far back the journal is searched: a day of a busy station.</summary>
    public const int EventsMax = 2_000;

    /// <summary>Sets each zone's count where the journal knows one; the last event of any kind tells until when the kiosk surely ran.</summary>
    public static void From(EventJournal journal, IReadOnlyList<Zone> zones, Stamp now)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var recent = journal.ReadLast(EventsMax);
        if (recent.Count == 0)
        {
            return;
        }

        var last = recent[^1];
        var watchedUntil = new Stamp(last.Time, last.Clock, last.Boot, last.Mono);
        foreach (var zone in zones)
        {
            if (recent.Select(e => CountOf(e, zone.Name)).LastOrDefault(count => count is not null) is { } count)
            {
                zone.Resume(count, watchedUntil, now);
            }
        }
    }

    private static int? CountOf(JournalEvent e, string zone) => e.Type switch
    {
        EventTypes.OccupancyChanged when e.Data.Deserialize(ProtocolJson.Default.ZoneOccupancy) is { } changed && changed.Zone == zone => changed.Count,
        EventTypes.OccupancyRecounted when e.Data.Deserialize(ProtocolJson.Default.OccupancyRecounted) is { } recounted && recounted.Zone == zone => recounted.Counted,
        _ => null,
    };
}

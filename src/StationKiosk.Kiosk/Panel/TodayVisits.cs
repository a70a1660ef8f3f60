using System.Text.Json;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Panel;

/// <summary>Today's visits, counted.</summary>
/// <param name="Visits">All of them, since local midnight.</param>
/// <param name="ByHour">24 figures, by local hour.</param>
/// <param name="ByService">By service, the most first.</param>
public sealed record DayBody(long Visits, IReadOnlyList<int> ByHour, IReadOnlyList<ServiceVisits> ByService);

/// <summary>Visits of one service.</summary>
/// <param name="Service">Which; null for the station's door.</param>
/// <param name="Visits">How many.</param>
public sealed record ServiceVisits(Service? Service, int Visits);

/// <summary>Counts today's visits out of the journal, and only when it has grown or a new day has begun: the pages ask every second.</summary>
public sealed class TodayVisits(EventJournal journal, KioskClock clock)
{
    /// <summary>Most visits that are told apart by hour and service: more than a station has room for in a day.</summary>
    public const int VisitsMax = 20_000;

    private readonly Lock _lock = new();
    private (DateTimeOffset Midnight, long LastSeq, DayBody Day)? _known;

    /// <summary>As of now; null where the journal cannot be read.</summary>
    public DayBody? Now()
    {
        var local = TimeZoneInfo.ConvertTime(clock.Now().Time, clock.Time.LocalTimeZone);
        var midnight = new DateTimeOffset(local.Date, local.Offset);
        lock (_lock)
        {
            long lastSeq = journal.LastSeq;
            if (_known is { } known && known.Midnight == midnight && known.LastSeq == lastSeq)
            {
                return known.Day;
            }

            try
            {
                var day = Count(midnight);
                _known = (midnight, lastSeq, day);
                return day;
            }
            catch (IOException)
            {
                _known = null;
                return null;
            }
        }
    }

    private DayBody Count(DateTimeOffset midnight)
    {
        var visits = journal.ReadVisits(midnight, DateTimeOffset.MaxValue, VisitsMax);
        int[] byHour = new int[24];
        foreach (var visit in visits)
        {
            byHour[TimeZoneInfo.ConvertTime(visit.Time, clock.Time.LocalTimeZone).Hour]++;
        }

        var byService = visits
            .GroupBy(visit => JsonSerializer.Deserialize(visit.Data, ProtocolJson.Default.VisitCheckedIn)!.Service)
            .Select(group => new ServiceVisits(group.Key, group.Count()))
            .OrderByDescending(one => one.Visits).ThenBy(one => one.Service);
        return new DayBody(journal.CountVisits(midnight), byHour, [.. byService]);
    }
}

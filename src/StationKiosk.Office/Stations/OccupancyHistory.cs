using System.Runtime.InteropServices;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Stations;

/// <summary>What a zone was at a moment, until the next.</summary>
/// <param name="At">From when.</param>
/// <param name="Count">People or vehicles; null where not known.</param>
/// <param name="Level">How full.</param>
/// <param name="Trusted">Whether it can be decided on.</param>
public sealed record ZoneStep(DateTimeOffset At, int? Count, Level Level, bool Trusted);

/// <summary>One zone over some time.</summary>
/// <param name="Zone">Its name.</param>
/// <param name="Service">What it offers.</param>
/// <param name="Capacity">Places, as last said; null where nobody has.</param>
/// <param name="Steps">Oldest first; the first may be from before the period.</param>
public sealed record ZoneHistory(string Zone, Service Service, int? Capacity, IReadOnlyList<ZoneStep> Steps);

/// <summary>A station's occupancy over some time.</summary>
/// <param name="From">Start.</param>
/// <param name="To">End.</param>
/// <param name="Zones">Its zones, by name.</param>
/// <param name="Gaps">Stretches of which not everything is here: draw nothing there.</param>
public sealed record OccupancyBody(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ZoneHistory> Zones, IReadOnlyList<Stretch> Gaps);

/// <summary>Reads occupancy over time from the events as they came.</summary>
public sealed class OccupancyHistory(OfficeStore store, TimeProvider time)
{
    /// <summary>How far back it goes.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromHours(24);

    /// <summary>Steps sent of one zone; where there were more, every second, third, … is sent.</summary>
    public const int StepsMax = 1_000;

    /// <summary>The last 24 hours of a station.</summary>
    public OccupancyBody Of(string station) => store.Read(tables =>
    {
        var now = time.GetUtcNow();
        var from = now - Span;
        var coverage = Completeness.Known(tables).FirstOrDefault(each => each.Station == station);
        return new OccupancyBody(from, now, Zones(tables.Events.Occupancy(station, from - Span, now), from), coverage is null ? [] : Gaps(coverage, from, now));
    });

    /// <summary>What of a period is not covered (pure).</summary>
    public static IReadOnlyList<Stretch> Gaps(StationCoverage coverage, DateTimeOffset from, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        var gaps = new List<Stretch>();
        var at = coverage.From > from ? coverage.From : from;
        foreach (var stretch in coverage.Covered.OrderBy(stretch => stretch.From).Append(new Stretch(now, now)))
        {
            if (stretch.From > at && stretch.From - at > Completeness.LagAllowed)
            {
                gaps.Add(new Stretch(at, stretch.From < now ? stretch.From : now));
            }

            at = stretch.To > at ? stretch.To : at;
        }

        return gaps;
    }

    private static IReadOnlyList<ZoneHistory> Zones(IReadOnlyList<(DateTimeOffset Time, byte[] Body)> events, DateTimeOffset from) => [.. events
        .Select(each => (each.Time, Change: Read(each.Body)))
        .Where(each => each.Change is not null)
        .GroupBy(each => each.Change!.Zone, StringComparer.Ordinal)
        .OrderBy(zone => zone.Key, StringComparer.Ordinal)
        .Select(zone => (Last: zone.Last().Change!, Steps: Thinned(zone.Select(each => Step(each.Time, each.Change!)), from)))
        .Select(zone => new ZoneHistory(zone.Last.Zone, zone.Last.Service, zone.Last.Capacity, zone.Steps))];

    private static ZoneStep Step(DateTimeOffset at, ZoneOccupancy change) =>
        new(at, change.Level == Level.Unknown || change.Count < 0 ? null : change.Count, change.Level, change.Trusted);

    private static IReadOnlyList<ZoneStep> Thinned(IEnumerable<ZoneStep> all, DateTimeOffset from)
    {
        var steps = all.ToList();
        int before = steps.FindLastIndex(step => step.At < from);
        steps = steps[Math.Max(0, before)..];
        int every = (steps.Count / StepsMax) + 1;
        return [.. steps.Where((_, i) => i % every == 0 || i == steps.Count - 1)];
    }

    private static ZoneOccupancy? Read(byte[] body) =>
        ProtocolJson.TryRead(body, ProtocolJson.Default.JournalEvent, out var entry, out _)
        && ProtocolJson.TryRead(JsonMarshal.GetRawUtf8Value(entry.Data), ProtocolJson.Default.ZoneOccupancy, out var change, out _)
            ? change
            : null;
}

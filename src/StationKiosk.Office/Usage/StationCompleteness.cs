using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Usage;

/// <summary>How complete the figures of one station are.</summary>
/// <param name="Station">The station.</param>
/// <param name="Ratio">Of its expected time in the period, how much is known to be here, 0 to 1; null where nothing is expected.</param>
/// <param name="SilentSince">Since when nothing of it is here, up to the period's end or now; null where it is here to the end.</param>
/// <param name="Gaps">What is not here, at most <see cref="GapsMax"/>, the last ones.</param>
/// <param name="Lost">Events of which the kiosk said that they will never come.</param>
/// <param name="Days">Each local day of the period.</param>
public sealed record StationCompleteness(
    string Station, double? Ratio, DateTimeOffset? SilentSince, IReadOnlyList<Stretch> Gaps, IReadOnlyList<LostEvents> Lost, IReadOnlyList<DayCompleteness> Days)
{
    /// <summary>Gaps listed of one station.</summary>
    public const int GapsMax = 100;
}

/// <summary>How complete the figures of one station on one local day are.</summary>
/// <param name="Day">The local date.</param>
/// <param name="Ratio">0 to 1; null where nothing is expected.</param>
/// <param name="RevisedAt">When the day's figures last changed by visits that were known late; null where none were.</param>
/// <param name="LateVisits">How many such changes.</param>
/// <param name="CoarseVisits">Counted visits whose time is not good to two seconds, so that they may belong to another day.</param>
public sealed record DayCompleteness(DateOnly Day, double? Ratio, DateTimeOffset? RevisedAt, long LateVisits, long CoarseVisits);

/// <summary>Events that will never come.</summary>
/// <param name="Epoch">The journal.</param>
/// <param name="Range">Their seqs.</param>
/// <param name="Why">How they were lost: <c>shed</c> for room on the kiosk's disk, or <c>damaged</c>.</param>
/// <param name="After">When the last event before them was; null where none is here.</param>
/// <param name="Before">When the first event after them was; null where none is here.</param>
public sealed record LostEvents(Guid Epoch, SeqRange Range, LossReason Why, DateTimeOffset? After, DateTimeOffset? Before);

/// <summary>Works out how complete each station is, day by day.</summary>
internal sealed class CompletenessQuery(StoreTables tables, LocalDays days, DateTimeOffset now)
{
    /// <summary>Each station that is expected to report, or the one named.</summary>
    public IReadOnlyList<StationCompleteness> Stations(UsageRequest request)
    {
        var (from, to) = (days.StartOf(request.From), days.StartOf(request.To.AddDays(1)));
        var late = tables.Revisions.Between(from, to).ToLookup(revision => (revision.Station, days.DayOf(revision.From)));
        var coarse = tables.Visits.Coarse(from, to).ToLookup(visit => (visit.Station, days.DayOf(visit.Time)));
        var epochs = tables.Epochs.All().ToLookup(epoch => epoch.Station, StringComparer.Ordinal);
        return [.. Completeness.Known(tables).Where(each => request.Scope.Sees(each.Station)).Select(station =>
        {
            var gaps = Completeness.Gaps(station, from, to, now);
            var end = to < now ? to : now;
            return new StationCompleteness(
                station.Station,
                Completeness.Of([station], from, to, now).Ratio,
                gaps is [.., var last] && last.To >= end ? last.From : null,
                [.. gaps.TakeLast(StationCompleteness.GapsMax)],
                [.. epochs[station.Station].SelectMany(Lost)],
                [.. Days(request).Select(day => Day(station, day, late[(station.Station, day)], coarse[(station.Station, day)].Count()))]);
        })];
    }

    private static IEnumerable<DateOnly> Days(UsageRequest request) =>
        Enumerable.Range(0, request.To.DayNumber - request.From.DayNumber + 1).Select(request.From.AddDays);

    private DayCompleteness Day(StationCoverage station, DateOnly day, IEnumerable<Revision> late, int coarse)
    {
        Revision[] revisions = [.. late];
        return new DayCompleteness(
            day, Completeness.Of([station], days.StartOf(day), days.StartOf(day.AddDays(1)), now).Ratio,
            revisions.Length > 0 ? revisions.Max(revision => revision.At) : null, revisions.Sum(revision => revision.Visits), coarse);
    }

    private IEnumerable<LostEvents> Lost(StoredEpoch epoch) => tables.Lost.Of(epoch.Key).Select(lost => new LostEvents(
        epoch.Id, lost.Range, lost.Why, tables.Events.TimeBefore(epoch.Key, lost.Range.From), tables.Events.TimeAfter(epoch.Key, lost.Range.To)));
}

using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Usage;

/// <summary>Answers questions about usage from the store's counted visits.</summary>
public sealed class UsageQuery(OfficeStore store, LocalDays days, TimeProvider time)
{
    /// <summary>What a zone-less reader counts for.</summary>
    public const string Door = "door";

    /// <summary>A visit whose category nobody knows.</summary>
    public const string Unknown = "unknown";

    /// <summary>Longer questions are answered without saying which days changed late.</summary>
    public const int LateDaysMax = 100;

    /// <summary>A visit that comes this long after its day is over came late: stations that are connected are done by then.</summary>
    public static readonly TimeSpan SettledAfter = TimeSpan.FromHours(1);

    /// <summary>The local date now.</summary>
    public DateOnly Today => days.DayOf(time.GetUtcNow());

    /// <summary>Counts.</summary>
    public UsageReport Report(UsageRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (from, to) = (days.StartOf(request.From), days.StartOf(request.To.AddDays(1)));
        return store.Read(tables =>
        {
            StationCoverage[] coverage = [.. Completeness.Known(tables).Where(station => request.Scope.Sees(station.Station))];
            var now = time.GetUtcNow();
            var completeness = Completeness.Of(coverage, from, to, now);
            var rows = Rows(tables.Visits.Counts(from, to).Where(count => request.Scope.Sees(count.Station)), request.By);
            var filled = new UsageRows(days, coverage, request, now).Complete(rows);
            long total = rows.Sum(row => row.Visits ?? 0);
            return new UsageReport(
                request.From, request.To, days.Zone.Id, [.. request.By.Order().Select(dimension => dimension.Word())],
                total > 0 || completeness.Ratio > 0 ? total : null, completeness, Late(tables, request, now), filled);
        });
    }

    /// <summary>How complete the figures of a question are.</summary>
    public CompletenessBody HowComplete(UsageRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return store.Read(tables =>
        {
            var now = time.GetUtcNow();
            var known = Completeness.Known(tables).Where(station => request.Scope.Sees(station.Station));
            var all = Completeness.Of(known, days.StartOf(request.From), days.StartOf(request.To.AddDays(1)), now);
            return new CompletenessBody(request.From, request.To, all.Ratio, all.Short, new CompletenessQuery(tables, days, now).Stations(request));
        });
    }

    /// <summary>What cards were used for over some local days.</summary>
    public IReadOnlyList<ServiceUse> Uses(UsageRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return store.Read(tables => tables.Complaints.Uses(days.StartOf(request.From), days.StartOf(request.To.AddDays(1))))
            .Where(use => request.Scope.Sees(use.Station)).ToList();
    }

    private List<UsageRow> Rows(IEnumerable<VisitCount> counts, IReadOnlySet<Dimension> by) => [.. counts
        .GroupBy(count => Key(count, days.DayOf(count.From), by))
        .Select(group => group.Key with { Visits = group.Sum(count => count.Visits) })];

    private UsageRow Key(VisitCount count, DateOnly day, IReadOnlySet<Dimension> by) => new(
        by.Contains(Dimension.Station) ? count.Station : null,
        by.Contains(Dimension.Service) ? count.Service ?? Door : null,
        by.Contains(Dimension.Category) ? count.Category ?? Unknown : null,
        by.Contains(Dimension.Day) ? day : null,
        by.Contains(Dimension.Hour) ? days.HourOf(count.From) : null,
        by.Contains(Dimension.Weekday) ? UsageRows.WeekdayOf(day) : null,
        by.Contains(Dimension.Month) ? UsageRows.MonthOf(day) : null,
        Visits: null);

    /// <summary>Only over all stations: it tells why a figure differs from what somebody wrote down.</summary>
    private List<LateDay> Late(StoreTables tables, UsageRequest request, DateTimeOffset now)
    {
        var late = new List<LateDay>();
        if (request.Scope.Stations is not null || request.To.DayNumber - request.From.DayNumber >= LateDaysMax)
        {
            return late;
        }

        for (var day = request.From; day <= request.To && days.StartOf(day.AddDays(1)) <= now; day = day.AddDays(1))
        {
            var end = days.StartOf(day.AddDays(1));
            if (tables.Visits.CameLate(days.StartOf(day), end, end + SettledAfter) is (> 0 and var visits, { } lastAt))
            {
                late.Add(new LateDay(day, visits, lastAt));
            }
        }

        return late;
    }
}

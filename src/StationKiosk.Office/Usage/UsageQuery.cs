using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Usage;

/// <summary>Answers questions about usage from the store's counted visits.</summary>
public sealed class UsageQuery(OfficeStore store, LocalDays days, TimeProvider time)
{
    /// <summary>What a zone-less reader counts for.</summary>
    public const string Door = "door";

    /// <summary>A visit whose category nobody knows.</summary>
    public const string Unknown = "unknown";

    /// <summary>The local date now.</summary>
    public DateOnly Today => days.DayOf(time.GetUtcNow());

    /// <summary>Counts.</summary>
    public UsageReport Report(UsageRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (from, to) = (days.StartOf(request.From), days.StartOf(request.To.AddDays(1)));
        return store.Read(tables =>
        {
            var coverage = Completeness.Known(tables);
            var now = time.GetUtcNow();
            var completeness = Completeness.Of(coverage, from, to, now);
            var rows = Rows(tables.Visits.Counts(from, to), request.By);
            if (request.By.SetEquals([Dimension.Station]))
            {
                rows = WithSilentStations(rows, coverage, from, to, now);
            }

            long total = rows.Sum(row => row.Visits ?? 0);
            return new UsageReport(
                request.From, request.To, days.Zone.Id, [.. request.By.Order().Select(dimension => dimension.Word())],
                total > 0 || completeness.Ratio > 0 ? total : null, completeness, rows);
        });
    }

    /// <summary>How complete the figures of a question are.</summary>
    public CompletenessBody HowComplete(UsageRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return store.Read(tables =>
        {
            var now = time.GetUtcNow();
            var known = Completeness.Known(tables).Where(station => request.Station is null || station.Station == request.Station);
            var all = Completeness.Of(known, days.StartOf(request.From), days.StartOf(request.To.AddDays(1)), now);
            return new CompletenessBody(request.From, request.To, all.Ratio, all.Short, new CompletenessQuery(tables, days, now).Stations(request));
        });
    }

    private IReadOnlyList<UsageRow> Rows(IReadOnlyList<VisitCount> counts, IReadOnlySet<Dimension> by) => [.. counts
        .GroupBy(count => new UsageRow(
            by.Contains(Dimension.Station) ? count.Station : null,
            by.Contains(Dimension.Service) ? count.Service ?? Door : null,
            by.Contains(Dimension.Category) ? count.Category ?? Unknown : null,
            by.Contains(Dimension.Day) ? days.DayOf(count.From) : null,
            by.Contains(Dimension.Hour) ? days.HourOf(count.From) : null,
            Visits: null))
        .Select(group => group.Key with { Visits = group.Sum(count => count.Visits) })
        .OrderBy(row => row.Station, StringComparer.Ordinal)
        .ThenBy(row => row.Service, StringComparer.Ordinal)
        .ThenBy(row => row.Category, StringComparer.Ordinal)
        .ThenBy(row => row.Day)
        .ThenBy(row => row.Hour)];

    /// <summary>A station without a visit shows zero where it is known to have had none, and nothing where nothing is known.</summary>
    private static IReadOnlyList<UsageRow> WithSilentStations(
        IReadOnlyList<UsageRow> rows, IReadOnlyList<StationCoverage> coverage, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var shown = rows.Select(row => row.Station).ToHashSet(StringComparer.Ordinal);
        var silent = coverage
            .Where(station => !shown.Contains(station.Station))
            .Select(station => new UsageRow(
                station.Station, Service: null, Category: null, Day: null, Hour: null, Completeness.Of([station], from, to, now).Ratio > 0 ? 0 : null));
        return [.. rows.Concat(silent).OrderBy(row => row.Station, StringComparer.Ordinal)];
    }
}

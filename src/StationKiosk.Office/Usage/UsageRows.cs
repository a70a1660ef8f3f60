namespace StationKiosk.Office.Usage;

/// <summary>Completes the rows of a report (pure): each figure with its completeness, and a place for what nobody visited or nobody knows.</summary>
/// <param name="days">Local days.</param>
/// <param name="coverage">What is known of the stations asked for.</param>
/// <param name="request">The question.</param>
/// <param name="now">Nothing is expected after this.</param>
public sealed class UsageRows(LocalDays days, IReadOnlyList<StationCoverage> coverage, UsageRequest request, DateTimeOffset now)
{
    /// <summary>Told apart by these alone, a combination that did not occur gets a row too: zero where that is known, nothing where it is not.</summary>
    private static readonly Dimension[] Filled = [Dimension.Station, Dimension.Day, Dimension.Month];

    /// <summary>1 Monday to 7 Sunday (ISO 8601).</summary>
    public static int WeekdayOf(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;

    /// <summary><c>2026-11</c>.</summary>
    public static string MonthOf(DateOnly day) => $"{day:yyyy-MM}";

    /// <summary>The rows in order, each with its completeness where it has a station or a stretch of time of its own.</summary>
    public IReadOnlyList<UsageRow> Complete(IReadOnlyList<UsageRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var all = request.By.Count == 1 && Filled.Contains(request.By.Single()) ? [.. rows, .. Silent(rows)] : rows;
        return [.. all
            .Select(row => row with { Completeness = RatioOf(row) })
            .Select(row => row with { Visits = row.Visits ?? (row.Completeness > 0 ? 0 : null) })
            .OrderBy(row => row.Station, StringComparer.Ordinal)
            .ThenBy(row => row.Service, StringComparer.Ordinal)
            .ThenBy(row => row.Category, StringComparer.Ordinal)
            .ThenBy(row => row.Month, StringComparer.Ordinal)
            .ThenBy(row => row.Day)
            .ThenBy(row => row.Weekday)
            .ThenBy(row => row.Hour)];
    }

    private IEnumerable<UsageRow> Silent(IReadOnlyList<UsageRow> rows)
    {
        var none = new UsageRow(Station: null, Service: null, Category: null, Day: null, Hour: null, Weekday: null, Month: null, Visits: null);
        var period = Enumerable.Range(0, request.To.DayNumber - request.From.DayNumber + 1).Select(request.From.AddDays).Where(day => days.StartOf(day) < now).ToList();
        return request.By.Single() switch
        {
            Dimension.Station => coverage.Select(station => station.Station).Except(rows.Select(row => row.Station)).Select(station => none with { Station = station }),
            Dimension.Day => period.Except(rows.Select(row => row.Day).OfType<DateOnly>()).Select(day => none with { Day = day }),
            _ => period.Select(MonthOf).Except(rows.Select(row => row.Month)).Select(month => none with { Month = month }),
        };
    }

    private double? RatioOf(UsageRow row)
    {
        if (row.Station is null && row.Day is null && row.Month is null)
        {
            return null;
        }

        var (first, last) = row.Day is { } day ? (day, day) : row.Month is { } month ? Within(month) : (request.From, request.To);
        var stations = row.Station is { } id ? coverage.Where(station => station.Station == id) : coverage;
        return Completeness.Of(stations, days.StartOf(first), days.StartOf(last.AddDays(1)), now).Ratio;
    }

    private (DateOnly First, DateOnly Last) Within(string month)
    {
        var first = DateOnly.ParseExact($"{month}-01", "yyyy-MM-dd");
        var last = first.AddMonths(1).AddDays(-1);
        return (first > request.From ? first : request.From, last < request.To ? last : request.To);
    }
}

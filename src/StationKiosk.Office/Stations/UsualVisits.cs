using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;

namespace StationKiosk.Office.Stations;

/// <summary>
/// What is usual: the mean of a station's visits up to this time of day on the same weekday of the last weeks. A week counts only where the
/// station's figures of that time are complete, for a hole in the figures says nothing of visits.
/// </summary>
public sealed class UsualVisits(LocalDays days)
{
    /// <summary>Weeks looked back.</summary>
    public const int Weeks = 4;

    /// <summary>Complete weeks needed to say what is usual.</summary>
    public const int WeeksMin = 2;

    /// <summary>A week counts from this completeness on.</summary>
    public const double CompleteFrom = 0.95;

    /// <summary>It is worked out anew this often.</summary>
    public static readonly TimeSpan HoldsFor = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _at = DateTimeOffset.MinValue;
    private IReadOnlyDictionary<string, double> _usual = new Dictionary<string, double>();

    /// <summary>By station; one of which too little is known is left out.</summary>
    public IReadOnlyDictionary<string, double> Of(StoreTables tables, IReadOnlyList<StationCoverage> coverage, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(tables);
        lock (_lock)
        {
            if (now - _at is var age && (age < TimeSpan.Zero || age >= HoldsFor))
            {
                (_at, _usual) = (now, WorkOut(tables, coverage, now));
            }

            return _usual;
        }
    }

    private Dictionary<string, double> WorkOut(StoreTables tables, IReadOnlyList<StationCoverage> coverage, DateTimeOffset now)
    {
        var today = days.DayOf(now);
        var sinceMidnight = now - days.StartOf(today);
        var weeks = Enumerable.Range(1, Weeks).Select(week => days.StartOf(today.AddDays(-7 * week)))
            .Select(from => (From: from, To: from + sinceMidnight, Visits: tables.Visits.CountsBetween(from, from + sinceMidnight))).ToList();
        var usual = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var station in coverage)
        {
            var complete = weeks.Where(week => station.From <= week.From && Completeness.Of([station], week.From, week.To, now).Ratio >= CompleteFrom).ToList();
            if (complete.Count >= WeeksMin)
            {
                usual[station.Station] = complete.Average(week => week.Visits.GetValueOrDefault(station.Station));
            }
        }

        return usual;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Usage;

/// <summary>What usage can be told apart by (closed set).</summary>
public enum Dimension
{
    /// <summary>The station.</summary>
    Station,

    /// <summary>The service of the zone.</summary>
    Service,

    /// <summary>The worker's category.</summary>
    Category,

    /// <summary>The local date.</summary>
    Day,

    /// <summary>The local hour.</summary>
    Hour,

    /// <summary>The local day of the week.</summary>
    Weekday,

    /// <summary>The local month.</summary>
    Month,
}

/// <summary>A question about usage.</summary>
/// <param name="From">First local date.</param>
/// <param name="To">Last local date, included.</param>
/// <param name="By">What to tell apart.</param>
/// <param name="Scope">The stations asked for.</param>
public sealed record UsageRequest(DateOnly From, DateOnly To, IReadOnlySet<Dimension> By, Scope Scope)
{
    /// <summary>Days of one question about how complete each station is on each day; more is refused.</summary>
    public const int DaysOfStationsMax = 366;

    /// <summary>Days of one question; more is refused.</summary>
    public const int DaysMax = 3_660;

    /// <summary>Reads a question; what is left out is today, and nothing told apart.</summary>
    /// <param name="from">Date, <c>2026-11-22</c>.</param>
    /// <param name="to">Last date, included; left out: the first one.</param>
    /// <param name="by">Words separated by commas.</param>
    /// <param name="today">The local date.</param>
    /// <param name="request">The question.</param>
    /// <param name="fault">What is wrong, in one line.</param>
    public static bool TryParse(
        string? from, string? to, string? by, DateOnly today, [NotNullWhen(true)] out UsageRequest? request, [NotNullWhen(false)] out string? fault)
    {
        request = null;
        if (!TryDate("from", from, today, out var first, out fault)
            || !TryDate("to", to, first, out var end, out fault))
        {
            return false;
        }

        var dimensions = new HashSet<Dimension>();
        foreach (string word in (by ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Words.TryRead(word, out Dimension dimension))
            {
                fault = $"by '{word}': one of {string.Join(", ", Words.All<Dimension>().Keys)}, separated by commas";
                return false;
            }

            dimensions.Add(dimension);
        }

        int days = end.DayNumber - first.DayNumber + 1;
        fault = days is < 1 or > DaysMax ? $"from {first:yyyy-MM-dd} to {end:yyyy-MM-dd}: to has to be from or later, and the whole {DaysMax} days at most" : null;
        request = fault is null ? new UsageRequest(first, end, dimensions, Scope.All) : null;
        return request is not null;
    }

    private static bool TryDate(string name, string? text, DateOnly fallback, out DateOnly date, [NotNullWhen(false)] out string? fault)
    {
        date = fallback;
        fault = string.IsNullOrEmpty(text) || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && date < DateOnly.MaxValue
            ? null
            : $"{name} '{text}': a date such as 2026-11-22";
        return fault is null;
    }
}

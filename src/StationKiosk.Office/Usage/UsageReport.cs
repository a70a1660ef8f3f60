using System.Text.Json.Serialization;

namespace StationKiosk.Office.Usage;

/// <summary>Visits counted over some local days.</summary>
/// <param name="From">First local date.</param>
/// <param name="To">Last local date, included.</param>
/// <param name="TimeZone">IANA id of the zone of days and hours.</param>
/// <param name="By">What is told apart.</param>
/// <param name="Total">Visits in all; null where there are none and nothing is known to be here either.</param>
/// <param name="Completeness">How complete the figures are.</param>
/// <param name="Late">Days whose figures changed after they were over, because something came late.</param>
/// <param name="Rows">One for every combination that occurred, in order.</param>
public sealed record UsageReport(
    DateOnly From, DateOnly To, string TimeZone, IReadOnlyList<string> By, long? Total, Completeness Completeness, IReadOnlyList<LateDay> Late,
    IReadOnlyList<UsageRow> Rows);

/// <summary>A day with visits that came after it was over; they are counted in it.</summary>
/// <param name="Day">Local date.</param>
/// <param name="Visits">How many of its visits came late.</param>
/// <param name="LastAt">When the last of them came.</param>
public sealed record LateDay(DateOnly Day, long Visits, DateTimeOffset LastAt);

/// <summary>One combination; what is not told apart is left out.</summary>
/// <param name="Station">The station's id.</param>
/// <param name="Service">The zone's service, <c>door</c> for the station's door.</param>
/// <param name="Category">The worker's category, <c>unknown</c> where it is not known.</param>
/// <param name="Day">Local date.</param>
/// <param name="Hour">Local hour, 0 to 23.</param>
/// <param name="Weekday">Local day of the week, 1 Monday to 7 Sunday (ISO 8601).</param>
/// <param name="Month">Local month, <c>2026-11</c>.</param>
/// <param name="Visits">How many; null where nothing is known.</param>
/// <param name="Completeness">Of this figure, from 0 to 1, where it has a station or a stretch of time of its own; null where nothing is expected.</param>
public sealed record UsageRow(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Station,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Service,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Category,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? Day,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Hour,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Weekday,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Month,
    long? Visits,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Completeness = null);

/// <summary>How complete the figures of some local days are.</summary>
/// <param name="From">First local date.</param>
/// <param name="To">Last local date, included.</param>
/// <param name="Ratio">From 0 to 1; null where nothing is expected.</param>
/// <param name="Short">Stations that fall short.</param>
/// <param name="Stations">Each station, day by day.</param>
public sealed record CompletenessBody(
    DateOnly From, DateOnly To, double? Ratio, IReadOnlyList<Shortfall> Short, IReadOnlyList<StationCompleteness> Stations);

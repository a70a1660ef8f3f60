namespace StationKiosk.Office.Usage;

/// <summary>Local days and hours of one time zone (pure).</summary>
/// <param name="Zone">The zone.</param>
public sealed record LocalDays(TimeZoneInfo Zone)
{
    /// <summary>The local date of a moment.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);

    /// <summary>The local hour of a moment, 0 to 23.</summary>
    public int HourOf(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone).Hour;

    /// <summary>The first moment of a local date, in UTC; where clocks are put forward over midnight that is later than 00:00.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}

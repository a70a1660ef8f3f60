namespace StationKiosk.Fleet;

/// <summary>When workers come: few at night, many at noon and in the evening. Seeded.</summary>
/// <param name="visitsADay">Visits of a whole day.</param>
/// <param name="random">What decides.</param>
internal sealed class Arrivals(double visitsADay, Random random)
{
    /// <summary>Each hour's share of a day, in thousandths.</summary>
    private static readonly int[] HourShares = [6, 4, 3, 3, 6, 15, 30, 48, 50, 45, 52, 82, 90, 74, 52, 45, 48, 62, 80, 72, 56, 38, 24, 15];

    /// <summary>How long until the next one, were every hour as busy as this one.</summary>
    public TimeSpan Next(int localHour)
    {
        double perHour = visitsADay * HourShares[localHour] / HourShares.Sum();
        return TimeSpan.FromHours(-Math.Log(1 - random.NextDouble()) / Math.Max(perHour, 1e-6));
    }

    /// <summary>The arrivals of a stretch of time, in order.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
    {
        var step = TimeSpan.FromMinutes(30);
        for (var at = from; at < to;)
        {
            var wait = Next(TimeZoneInfo.ConvertTime(at, zone).Hour);

            // The rate changes with the hour: a long wait is only lived for half an hour and then drawn anew, which an exponential wait allows.
            at += wait < step ? wait : step;
            if (wait < step && at < to)
            {
                yield return at;
            }
        }
    }
}

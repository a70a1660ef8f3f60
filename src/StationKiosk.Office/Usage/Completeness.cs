using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Usage;

/// <summary>A stretch of time from <paramref name="From"/> up to, not including, <paramref name="To"/>.</summary>
/// <param name="From">Start.</param>
/// <param name="To">End.</param>
public readonly record struct Stretch(DateTimeOffset From, DateTimeOffset To);

/// <summary>A station of which data is expected, and the time for which everything it journalled is here.</summary>
/// <param name="Station">The station.</param>
/// <param name="From">Since when data is expected.</param>
/// <param name="Covered">What is here, in any order, overlaps allowed.</param>
public sealed record StationCoverage(string Station, DateTimeOffset From, IReadOnlyList<Stretch> Covered);

/// <summary>A station of which something is not here.</summary>
/// <param name="Station">The station.</param>
/// <param name="Since">The first moment of the period for which it is not.</param>
/// <param name="Ratio">How much of its expected time is here, from 0 to 1.</param>
public sealed record Shortfall(string Station, DateTimeOffset Since, double Ratio);

/// <summary>How complete figures over a period are: of the station-time expected, how much is known to be here.</summary>
/// <param name="Ratio">From 0 to 1; null where nothing is expected.</param>
/// <param name="Short">Stations that fall short, by id.</param>
public sealed record Completeness(double? Ratio, IReadOnlyList<Shortfall> Short)
{
    /// <summary>A kiosk vouches for its journal once a minute: a station that did so within this counts as complete up to now.</summary>
    public static readonly TimeSpan LagAllowed = TimeSpan.FromMinutes(3);

    /// <summary>Works it out (pure).</summary>
    /// <param name="stations">The stations of which data is expected.</param>
    /// <param name="from">Start of the period.</param>
    /// <param name="to">End of the period, not included.</param>
    /// <param name="now">Nothing is expected after this.</param>
    public static Completeness Of(IEnumerable<StationCoverage> stations, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stations);
        var end = to < now ? to : now;
        TimeSpan expected = TimeSpan.Zero, covered = TimeSpan.Zero;
        var shortfalls = new List<Shortfall>();
        foreach (var station in stations)
        {
            var start = station.From > from ? station.From : from;
            if (start >= end)
            {
                continue;
            }

            var gaps = Gaps(station, from, to, now);
            var here = gaps.Aggregate(end - start, (left, gap) => left - (gap.To - gap.From));
            expected += end - start;
            covered += here;
            if (gaps.Count > 0)
            {
                shortfalls.Add(new Shortfall(station.Station, gaps[0].From, here / (end - start)));
            }
        }

        return new Completeness(expected > TimeSpan.Zero ? covered / expected : null, [.. shortfalls.OrderBy(each => each.Station, StringComparer.Ordinal)]);
    }

    /// <summary>What a store knows of its registered stations that are in service.</summary>
    public static IReadOnlyList<StationCoverage> Known(StoreTables tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        return Known(tables.Stations.All(), tables.Epochs.All());
    }

    /// <summary>As <see cref="Known(StoreTables)"/>, from rows already read.</summary>
    public static IReadOnlyList<StationCoverage> Known(IEnumerable<RegisteredStation> stations, IEnumerable<StoredEpoch> epochs)
    {
        var covered = epochs
            .Where(epoch => epoch.BeganAt < epoch.CompleteUntil)
            .ToLookup(epoch => epoch.Station, epoch => new Stretch(epoch.BeganAt!.Value, epoch.CompleteUntil!.Value), StringComparer.Ordinal);
        return [.. stations
            .Where(station => station.RetiredAt is null)
            .Select(station => new StationCoverage(station.Id, station.RegisteredAt, [.. covered[station.Id]]))];
    }

    /// <summary>The stretches of a period for which what a station journalled is expected and not known to be here (pure), in order.</summary>
    public static IReadOnlyList<Stretch> Gaps(StationCoverage station, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(station);
        var end = to < now ? to : now;
        var at = station.From > from ? station.From : from;
        var gaps = new List<Stretch>();
        foreach (var stretch in station.Covered.OrderBy(stretch => stretch.From).TakeWhile(stretch => stretch.From < end))
        {
            var until = now - stretch.To <= LagAllowed ? end : stretch.To;
            if (until <= at)
            {
                continue;
            }

            if (stretch.From > at)
            {
                gaps.Add(new Stretch(at, stretch.From));
            }

            at = until;
        }

        if (at < end)
        {
            gaps.Add(new Stretch(at, end));
        }

        return gaps;
    }
}

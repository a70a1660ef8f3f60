using StationKiosk.Office.Stations;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Feeds;

/// <summary>
/// The open feeds. Anybody may ask: they hold no worker, no device and no figure of usage. They are made at most once in <see cref="Ttl"/>
/// seconds, so that a crowd of askers costs no more than one.
/// </summary>
public sealed class FeedView(StationsView view, TimeProvider time)
{
    /// <summary>Seconds for which an answer holds.</summary>
    public const int Ttl = 10;

    /// <summary>A trend is told against the free places this long ago.</summary>
    public static readonly TimeSpan TrendOver = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<(DateTimeOffset At, int Available)>> _before = new(StringComparer.Ordinal);
    private StationsBody? _body;

    /// <summary>Every registered station.</summary>
    public StationsFeed Stations()
    {
        var body = Fresh();
        return new StationsFeed(body.At, Remaining(body), "1.0", new StationsFeedData([.. body.Stations.Where(station => station.Registered).Select(Of)]));
    }

    /// <summary>Stations with parking.</summary>
    public ParkingFeed Parking()
    {
        var body = Fresh();
        return new ParkingFeed(body.At, Remaining(body), [.. body.Stations
            .Where(station => station.Registered && station.Zones.Any(zone => zone.Service == Service.Parking))
            .Select(station => Site(station, body.At))]);
    }

    private StationsBody Fresh()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_body is null || now < _body.At || now - _body.At >= TimeSpan.FromSeconds(Ttl))
            {
                _body = view.All();
                Remember(_body);
            }

            return _body;
        }
    }

    /// <summary>So that what was made a moment ago is never shown longer than it holds.</summary>
    private int Remaining(StationsBody body) => Math.Max(0, Ttl - (int)(time.GetUtcNow() - body.At).TotalSeconds);

    private void Remember(StationsBody body)
    {
        foreach (var station in body.Stations)
        {
            if (FreePlaces(station) is { } available)
            {
                var before = _before.TryGetValue(station.Id, out var known) ? known : _before[station.Id] = new Queue<(DateTimeOffset, int)>();
                before.Enqueue((body.At, available));
                while (before.Count > 2 && body.At - before.ElementAt(1).At >= TrendOver)
                {
                    before.Dequeue();
                }
            }
        }
    }

    private static FeedStation Of(StationSummary station) => new(
        station.Id, station.Name, station.Place?.Latitude, station.Place?.Longitude, station.State == Presence.Online, station.LastHeard,
        [.. station.Zones.Select(zone => new FeedZone(zone.Zone, zone.Service, zone.Capacity, Free(zone), zone.Level, zone.Trusted, zone.ValidUntil))]);

    private ParkingSite Site(StationSummary station, DateTimeOffset at)
    {
        ZoneSummary[] lots = [.. station.Zones.Where(zone => zone.Service == Service.Parking)];
        int? capacity = lots.All(lot => lot.Capacity is not null) ? lots.Sum(lot => lot.Capacity) : null;
        int? available = FreePlaces(station);
        return new ParkingSite(
            station.Id, station.Name, station.Place?.Latitude, station.Place?.Longitude, at, capacity,
            available * 10 < capacity ? "LOW" : available?.ToString(), available, available is { } free ? TrendOf(station.Id, free, at) : null,
            lots.All(lot => lot.Trusted) && available is not null, station.State == Presence.Online);
    }

    private static int? FreePlaces(StationSummary station)
    {
        int?[] free = [.. station.Zones.Where(zone => zone.Service == Service.Parking).Select(Free)];
        return free.Length > 0 && free.All(places => places is not null) ? free.Sum() : null;
    }

    private static int? Free(ZoneSummary zone) => zone.Capacity - zone.Count is { } free ? Math.Max(0, free) : null;

    private Trend? TrendOf(string station, int available, DateTimeOffset at)
    {
        lock (_lock)
        {
            return !_before.TryGetValue(station, out var before) || !before.TryPeek(out var then) || at - then.At < TrendOver ? null
                : available < then.Available ? Trend.Filling
                : available > then.Available ? Trend.Clearing
                : Trend.Steady;
        }
    }
}

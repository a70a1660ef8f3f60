using StationKiosk.Protocol.Messages;

namespace StationKiosk.Fleet;

/// <summary>Who is where in one station: each visit fills a place of a zone for a while.</summary>
internal sealed class StationZones(Random random)
{
    private static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(3);

    private readonly (string Name, Service Service, int Capacity, TimeSpan Stay)[] _zones =
    [
        ("hall", Service.Rest, random.Next(6, 24), TimeSpan.FromMinutes(25)),
        ("canteen", Service.Dining, random.Next(8, 30), TimeSpan.FromMinutes(15)),
        ("lot", Service.Parking, random.Next(4, 16), TimeSpan.FromMinutes(40)),
        ("toilet", Service.Restroom, 1, TimeSpan.FromMinutes(4)),
    ];

    private readonly List<(int Zone, DateTimeOffset Until)> _inside = [];

    /// <summary>For the office's register: <c>name:service:capacity</c>.</summary>
    public IEnumerable<string> Register => _zones.Select(zone => $"{zone.Name}:{Word(zone.Service)}:{zone.Capacity}");

    /// <summary>Readers, one a zone.</summary>
    public IEnumerable<(string Reader, string Zone, Service Service)> Readers => _zones.Select(zone => ($"{zone.Name}-reader", zone.Name, zone.Service));

    /// <summary>A worker goes somewhere; returns the reader they scan at.</summary>
    public string Enter(DateTimeOffset now)
    {
        int zone = random.Next(_zones.Length);
        lock (_inside)
        {
            _inside.Add((zone, now + (_zones[zone].Stay * (0.3 + (1.4 * random.NextDouble())))));
        }

        return $"{_zones[zone].Name}-reader";
    }

    /// <summary>Everybody as of now.</summary>
    public StationOccupancy Snapshot(DateTimeOffset now)
    {
        lock (_inside)
        {
            _inside.RemoveAll(each => each.Until <= now);
            return new StationOccupancy(now, now + ValidFor, [.. _zones.Select((zone, i) => Of(zone, _inside.Count(each => each.Zone == i), now))]);
        }
    }

    private static ZoneOccupancy Of((string Name, Service Service, int Capacity, TimeSpan Stay) zone, int count, DateTimeOffset now)
    {
        var level = count == 0 ? Level.Empty : count >= zone.Capacity ? Level.Full : count * 10 >= zone.Capacity * 7 ? Level.Busy : Level.Available;
        return new ZoneOccupancy(zone.Name, zone.Service, zone.Capacity, count, level, Trusted: true, Why: null, now);
    }

    private static string Word(Service service) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(service.ToString());
}

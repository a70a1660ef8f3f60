using StationKiosk.Hosting.Settings;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Occupancy;

/// <summary>A zone, as configured.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Service">What it offers.</param>
/// <param name="Capacity">Places, 1 to <see cref="OccupancyOptions.CapacityMax"/>; null where nobody has said.</param>
public sealed record ZoneOptions(string Name, Service Service, int? Capacity);

/// <summary>The zones of the station and what senses them.</summary>
/// <param name="Zones">In the order they are shown.</param>
/// <param name="Sensors">In the order of the settings, so that a driver can read its own settings of the same list beside them.</param>
public sealed record OccupancyOptions(IReadOnlyList<ZoneOptions> Zones, IReadOnlyList<SensorOptions> Sensors)
{
    /// <summary>Places of a zone; more is a typing mistake and a fault.</summary>
    public const int CapacityMax = 10_000;

    /// <summary>Characters of a zone's or a sensor's name; longer is a fault.</summary>
    public const int NameMax = 40;

    private const string NameRemedy = "1 to 40 characters, no control characters, no space at the ends";

    private static readonly Dictionary<string, Service> ServiceWords = new(StringComparer.Ordinal)
    {
        ["rest"] = Service.Rest,
        ["dining"] = Service.Dining,
        ["parking"] = Service.Parking,
        ["learning"] = Service.Learning,
        ["restroom"] = Service.Restroom,
        ["first-aid"] = Service.FirstAid,
    };

    private static readonly Dictionary<string, SensorKind> KindWords = new(StringComparer.Ordinal)
    {
        ["motion"] = SensorKind.Motion,
        ["presence"] = SensorKind.Presence,
        ["beam-pair"] = SensorKind.BeamPair,
        ["contact"] = SensorKind.Contact,
    };

    /// <summary>Reads <c>Zones:*</c> and <c>Sensors:*</c>; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    public static OccupancyOptions Read(SettingsReader root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var zoneNames = new HashSet<string>(StringComparer.Ordinal);
        var sensorNames = new HashSet<string>(StringComparer.Ordinal);
        var zones = root.List("Zones", zone => ReadZone(zone, zoneNames));
        var sensors = root.List("Sensors", sensor => ReadSensor(sensor, sensorNames, zoneNames));
        return new OccupancyOptions(zones, sensors);
    }

    /// <summary>The zones, none of them watched yet.</summary>
    public IReadOnlyList<Zone> BuildZones() =>
        [.. Zones.Select(zone => new Zone(zone, [.. Sensors.Where(sensor => sensor.Zone == zone.Name)]))];

    private static ZoneOptions ReadZone(SettingsReader zone, HashSet<string> taken) => new(
        ReadName(zone, taken, "a name that no other zone has"),
        zone.RequiredChoice("Service", Service.Rest, ServiceWords),
        zone.OptionalInteger("Capacity", 1, CapacityMax));

    private static SensorOptions ReadSensor(SettingsReader sensor, HashSet<string> taken, HashSet<string> zones)
    {
        string name = ReadName(sensor, taken, "a name that no other sensor has");
        var kind = sensor.RequiredChoice("Kind", SensorKind.Motion, KindWords);
        string zone = sensor.RequiredText("Zone", zones.Contains, zones.Count == 0 ? "the name of a zone; Zones lists none" : $"one of {string.Join(", ", zones)}");
        var options = new SensorOptions(name, kind, zone);
        return options with
        {
            Debounce = sensor.Duration("Debounce", options.Debounce, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            StuckAfter = sensor.Duration("StuckAfter", options.StuckAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            Hold = Only([SensorKind.Motion, SensorKind.Presence], "Hold", options.Hold, TimeSpan.Zero, TimeSpan.FromHours(4)),
            SilentAfter = ReadSilentAfter(sensor, kind),
            PassageMin = Only([SensorKind.BeamPair], "PassageMin", options.PassageMin, TimeSpan.Zero, TimeSpan.FromSeconds(10)),
            GapMax = Only([SensorKind.BeamPair], "GapMax", options.GapMax, TimeSpan.Zero, TimeSpan.FromSeconds(10)),
        };

        TimeSpan Only(SensorKind[] its, string key, TimeSpan fallback, TimeSpan min, TimeSpan max)
        {
            if (sensor.OptionalText(key) is { } given && !its.Contains(kind))
            {
                sensor.Fault(key, given, $"only a {string.Join(" or ", KindWords.Where(word => its.Contains(word.Value)).Select(word => word.Key))} sensor has it; leave it out");
                return fallback;
            }

            return sensor.Duration(key, fallback, min, max);
        }
    }

    private static TimeSpan? ReadSilentAfter(SettingsReader sensor, SensorKind kind)
    {
        if (sensor.OptionalText("SilentAfter") is not { } given)
        {
            return null;
        }

        if (kind == SensorKind.BeamPair)
        {
            sensor.Fault("SilentAfter", given, "a beam pair is quiet while nobody passes; leave it out");
            return null;
        }

        return sensor.Duration("SilentAfter", TimeSpan.FromDays(1), TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
    }

    private static string ReadName(SettingsReader section, HashSet<string> taken, string remedyTaken)
    {
        string name = section.RequiredText("Name", IsName, NameRemedy);
        if (name.Length > 0 && !taken.Add(name))
        {
            section.Fault("Name", name, remedyTaken);
        }

        return name;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameMax && name == name.Trim() && !name.Any(char.IsControl);
}

using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Occupancy;

/// <summary>
/// One zone: its sensors' readings become a count, a level and whether they can be trusted. Pure: it is given what happened and when, in order;
/// one thread at a time.
/// <list type="bullet">
/// <item>Doorways with beam pairs are counted, see <see cref="PassageCount"/>; movement long after a count of 0 contradicts it.</item>
/// <item>Contacts, one for each place, are counted as places taken.</item>
/// <item>Otherwise only presence is known: no count, and a zone for one is full when somebody is there.</item>
/// <item>A sensor that is absent, stuck or silent is not believed, and the zone is not trusted; with no sensor believed it is unknown.</item>
/// </list>
/// After a restart a counted zone is unknown until it is recounted or <see cref="Resume"/>d.
/// </summary>
public sealed class Zone
{
    /// <summary>From this share of its capacity on a zone is busy.</summary>
    public const int BusyPercent = 70;

    /// <summary>The largest count a person may enter; a larger one is refused.</summary>
    public const int CountMax = 10_000;

    /// <summary>
    /// Movement this long after a zone was counted empty contradicts the count; sooner it is the one who just left, whom a motion module still shows.
    /// </summary>
    public static readonly TimeSpan LeavingMax = TimeSpan.FromMinutes(1);

    private readonly ZoneOptions _options;
    private readonly SensorState[] _sensors;
    private readonly PassageState[] _doorways;
    private readonly PresenceState[] _presences;
    private readonly PassageCount _passages = new();
    private long _mono = long.MinValue;
    private long? _emptySince;
    private bool _contradicted;

    /// <summary>A zone nobody has watched yet, not even for how long: its first news, or <see cref="Advance"/>, tells.</summary>
    public Zone(ZoneOptions options, IReadOnlyList<SensorOptions> sensors)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _sensors = [.. sensors.Select(SensorState.For)];
        _doorways = [.. _sensors.OfType<PassageState>()];
        _presences = [.. _sensors.OfType<PresenceState>()];
        Occupancy = Judge(default);
    }

    /// <summary>Its name.</summary>
    public string Name => _options.Name;

    /// <summary>Whether passages are counted here, so that a recount makes sense.</summary>
    public bool IsCounted => _doorways.Length > 0;

    /// <summary>Its sensors.</summary>
    public IReadOnlyList<SensorState> Sensors => _sensors;

    /// <summary>What is to be said of it.</summary>
    public ZoneOccupancy Occupancy { get; private set; }

    /// <summary>When time alone may change something, ms since the boot; null where it will not.</summary>
    public long? Deadline => Earliest.Of([_passages.Deadline, .. _sensors.Select(sensor => sensor.Deadline)]);

    /// <summary>A sensor is open and answers.</summary>
    public void Ready(string sensor, Stamp at) => Change(at, _ => Of(sensor).Ready());

    /// <summary>A sensor is not there.</summary>
    public void Absent(string sensor, string why, Stamp at) => Change(at, _ => Of(sensor).Absent(why));

    /// <summary>A sensor said something.</summary>
    public void Apply(Reading reading) => Change(reading.At, mono => Of(reading.Sensor).Apply(reading.Line, new Edge(reading.Active, mono)));

    /// <summary>Readings of a sensor were dropped because too many came at once; presence recovers by itself, a count does not.</summary>
    public void Lost(string sensor, Stamp at) => Change(at, _ =>
    {
        if (Of(sensor) is PassageState)
        {
            _passages.Doubt($"readings of {sensor} were lost: recount");
        }
    });

    /// <summary>Time passes.</summary>
    public void Advance(Stamp now) => Change(now, _ => { });

    /// <summary>A person counted; the difference is worth recording.</summary>
    public OccupancyRecounted Recount(int counted, Stamp now)
    {
        OccupancyRecounted? recounted = null;
        Change(now, mono =>
        {
            recounted = _passages.Recount(Name, counted, mono);
            (_emptySince, _contradicted) = (null, false);
        });
        return recounted!;
    }

    /// <summary>
    /// Counts on from before the restart, where it is sure how long nobody watched: within one boot by monotonic time, else by a wall clock
    /// synced both then and now. Otherwise the count stays unknown.
    /// </summary>
    /// <param name="count">The last count known.</param>
    /// <param name="watchedUntil">The last moment the kiosk surely ran.</param>
    /// <param name="now">This moment.</param>
    public void Resume(int count, Stamp watchedUntil, Stamp now)
    {
        double? unwatched = watchedUntil.Boot == now.Boot ? now.Mono - watchedUntil.Mono
            : watchedUntil.Quality == ClockQuality.Synced && now.Quality == ClockQuality.Synced ? (now.Time - watchedUntil.Time).TotalMilliseconds
            : null;
        if (IsCounted && unwatched >= 0)
        {
            _passages.Resume(count, now.Mono - (long)unwatched);
            Advance(now);
        }
    }

    private SensorState Of(string sensor) => _sensors.Single(state => state.Name == sensor);

    private void Change(Stamp at, Action<long> change)
    {
        _mono = Math.Max(_mono, at.Mono);
        foreach (var sensor in _sensors)
        {
            sensor.Advance(_mono);
        }

        _passages.Advance(_mono);
        change(_mono);
        Array.ForEach(_doorways, Count);
        var away = Array.Find(_doorways, doorway => doorway.State != DeviceState.Ok);
        _passages.Watch(away is null ? null : $"the {(away.State == DeviceState.Muted ? "blocking" : "absence")} of {away.Name}", _mono);
        Contradict();
        Occupancy = Judge(at.Time);
    }

    private void Contradict()
    {
        _emptySince = _passages.Count == 0 ? _emptySince ?? _mono : null;
        if (_mono - _emptySince >= (long)LeavingMax.TotalMilliseconds && Array.Exists(_presences, presence => presence.IsBelieved && presence.IsMoving))
        {
            _contradicted = true;
            _passages.Doubt("somebody moves where nobody is counted: recount");
        }
    }

    private void Count(PassageState doorway)
    {
        while (doorway.TryTake(out var passage))
        {
            _passages.Take(passage);
        }
    }

    private ZoneOccupancy Judge(DateTimeOffset now)
    {
        int? count = IsCounted ? PassagesCounted : PlacesTaken;
        bool present = _presences.Any(presence => presence.IsBelieved && presence.IsPresent);
        var level = LevelOf(count, present);
        string? why = Why();
        var since = Occupancy is { } before && before.Level == level && before.Since != default ? before.Since : now;
        return new ZoneOccupancy(Name, _options.Service, _options.Capacity, count, level, why is null, why, since);
    }

    private int? PassagesCounted => _doorways.Any(doorway => doorway.IsBelieved) ? _passages.Count : null;

    private int? PlacesTaken =>
        _options.Capacity == _presences.Length && _presences.All(presence => presence.Options.Kind == SensorKind.Contact && presence.IsBelieved)
            ? _presences.Count(presence => presence.IsPresent)
            : null;

    private Level LevelOf(int? count, bool present) => count switch
    {
        0 when _contradicted && present => Level.Available,
        { } known => LevelOf(known),
        null when present => _options.Capacity == 1 ? Level.Full : Level.Available,
        null when _presences.Any(presence => presence.IsBelieved) => Level.Empty,
        null => Level.Unknown,
    };

    private Level LevelOf(int count) =>
        count == 0 ? Level.Empty
        : count >= _options.Capacity ? Level.Full
        : count * 100 >= _options.Capacity * BusyPercent ? Level.Busy
        : Level.Available;

    private string? Why()
    {
        if (_sensors.Length == 0)
        {
            return "no sensor";
        }

        string[] troubles = [.. _sensors.Select(sensor => sensor.Trouble).OfType<string>()];
        return troubles.Length > 0 ? string.Join("; ", troubles)
            : IsCounted ? _passages.Distrust : null;
    }
}

namespace StationKiosk.Kiosk.Occupancy;

/// <summary>What a sensor's readings mean.</summary>
public enum SensorKind
{
    /// <summary>Somebody moves: tells presence, with a hold.</summary>
    Motion,

    /// <summary>Somebody is there, moving or not: a presence radar, a seat or floor mat. Tells presence, with a short hold.</summary>
    Presence,

    /// <summary>Two beams across a doorway: counts who goes in and out.</summary>
    BeamPair,

    /// <summary>Something is there or not: a vehicle in a bay, a locked door. Each contact senses one place.</summary>
    Contact,
}

/// <summary>How one sensor's readings are to be understood. What it is wired to is its driver's matter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its readings mean.</param>
/// <param name="Zone">The zone it senses.</param>
public sealed record SensorOptions(string Name, SensorKind Kind, string Zone)
{
    /// <summary>A change shorter than this is noise.</summary>
    public TimeSpan Debounce { get; init; } = DebounceDefault(Kind);

    /// <summary>Motion, presence: presence remains this long after the last movement, or after nobody was seen any more.</summary>
    public TimeSpan Hold { get; init; } = HoldDefault(Kind);

    /// <summary>Active without change for this long, it is not believed until it changes; for a beam pair, a passage that takes this long.</summary>
    public TimeSpan StuckAfter { get; init; } = StuckAfterDefault(Kind);

    /// <summary>All but a beam pair: inactive without change for this long, it is doubted; null where quiet is normal.</summary>
    public TimeSpan? SilentAfter { get; init; }

    /// <summary>Beam pair: nobody passes faster than this, first beam broken to last beam clear.</summary>
    public TimeSpan PassageMin { get; init; } = TimeSpan.FromMilliseconds(80);

    /// <summary>Beam pair: both beams may be clear this long in the middle of a passage.</summary>
    public TimeSpan GapMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A motion module does not see a worker who sits still; a radar or a mat does, but loses somebody who leans back for some seconds.</summary>
    public static TimeSpan HoldDefault(SensorKind kind) => kind switch
    {
        SensorKind.Motion => TimeSpan.FromMinutes(5),
        SensorKind.Presence => TimeSpan.FromSeconds(30),
        _ => TimeSpan.Zero,
    };

    /// <summary>
    /// Motion and radar modules give a clean level; a walker breaks a beam for 100 ms and more; a magnet contact bounces for some milliseconds, but a
    /// vehicle only passing over is not parked.
    /// </summary>
    public static TimeSpan DebounceDefault(SensorKind kind) => kind switch
    {
        SensorKind.Motion or SensorKind.Presence => TimeSpan.FromMilliseconds(50),
        SensorKind.BeamPair => TimeSpan.FromMilliseconds(20),
        _ => TimeSpan.FromSeconds(2),
    };

    /// <summary>
    /// A motion module that is triggered again and again in a full dining room stays active for hours; somebody sleeps before a radar all night; a lorry parks for a daily rest of 11 h
    /// and more; nobody stands in a doorway for half a minute.
    /// </summary>
    public static TimeSpan StuckAfterDefault(SensorKind kind) => kind switch
    {
        SensorKind.Motion => TimeSpan.FromHours(4),
        SensorKind.Presence => TimeSpan.FromHours(12),
        SensorKind.BeamPair => TimeSpan.FromSeconds(30),
        _ => TimeSpan.FromDays(3),
    };
}

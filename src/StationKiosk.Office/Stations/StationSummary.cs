using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Stations;

/// <summary>All stations at one moment: what the dashboard shows.</summary>
/// <param name="At">The moment.</param>
/// <param name="TimeZone">IANA id of the zone that days are counted in.</param>
/// <param name="Today">The local date.</param>
/// <param name="Totals">Over all stations.</param>
/// <param name="Stations">By id; retired ones are left out, unregistered ones that were heard are not.</param>
public sealed record StationsBody(DateTimeOffset At, string TimeZone, DateOnly Today, StationTotals Totals, IReadOnlyList<StationSummary> Stations);

/// <summary>Over all stations.</summary>
/// <param name="VisitsToday">Counted visits known so far; null where no station has told of today.</param>
/// <param name="PeopleNow">Sum of the counts that hold now, parking left out; null where none does.</param>
/// <param name="Stations">How many.</param>
/// <param name="Online">How many of them are online.</param>
/// <param name="Silent">How many are silent.</param>
/// <param name="Offline">How many are offline.</param>
/// <param name="NeverHeard">How many were never heard.</param>
/// <param name="Full">How many have no place left in some zone.</param>
/// <param name="Complaints">Open complaints.</param>
/// <param name="Completeness">Of today so far, from 0 to 1; null where nothing is expected yet.</param>
public sealed record StationTotals(
    long? VisitsToday, long? PeopleNow, int Stations, int Online, int Silent, int Offline, int NeverHeard, int Full, long Complaints, double? Completeness);

/// <summary>One station at one moment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; the id where it is not registered.</param>
/// <param name="Registered">Whether it is in the register.</param>
/// <param name="State">How it is.</param>
/// <param name="Since">Since when.</param>
/// <param name="LastHeard">When anything last came from it; null for never.</param>
/// <param name="VisitsToday">Counted visits known so far; null where it has not told of today.</param>
/// <param name="Usual">Visits usual up to this time of this weekday; null where there are too few weeks to say.</param>
/// <param name="Completeness">Of its figures of today, from 0 to 1; null where nothing is expected yet.</param>
/// <param name="CompleteUntil">Everything it journalled before this is here; null where that is not known.</param>
/// <param name="Backlog">Events it had written when it last spoke that have not come; null where it never spoke.</param>
/// <param name="Quarantined">Messages and events of it parked unread.</param>
/// <param name="Missing">Events missing below the highest stored.</param>
/// <param name="Zones">Its zones.</param>
/// <param name="Light">Whether somebody has to look at it.</param>
/// <param name="Reasons">Why, the worst first.</param>
/// <param name="Place">Where it is; null where nobody has said.</param>
public sealed record StationSummary(
    string Id,
    string Name,
    bool Registered,
    Presence State,
    DateTimeOffset? Since,
    DateTimeOffset? LastHeard,
    long? VisitsToday,
    double? Usual,
    double? Completeness,
    DateTimeOffset? CompleteUntil,
    long? Backlog,
    int Quarantined,
    long Missing,
    IReadOnlyList<ZoneSummary> Zones,
    Light Light,
    IReadOnlyList<Reason> Reasons,
    Place? Place);

/// <summary>Where a station is, WGS 84.</summary>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
public sealed record Place(double Latitude, double Longitude);

/// <summary>One zone at one moment. Past <see cref="ValidUntil"/> it is unknown, never its last value.</summary>
/// <param name="Zone">Its name.</param>
/// <param name="Service">What it offers.</param>
/// <param name="Capacity">Places; null where nobody has said.</param>
/// <param name="Count">People or vehicles; null where not known.</param>
/// <param name="Level">How full.</param>
/// <param name="Trusted">Whether the figure can be decided on.</param>
/// <param name="Why">If not trusted: what the kiosk says of it; null where there is no figure.</param>
/// <param name="Since">When the level last changed; null where nothing is known.</param>
/// <param name="ValidUntil">Until when this held or holds; null where nothing was ever known.</param>
public sealed record ZoneSummary(
    string Zone, Service Service, int? Capacity, int? Count, Level Level, bool Trusted, string? Why, DateTimeOffset? Since, DateTimeOffset? ValidUntil);

/// <summary>One station with what stands behind its summary.</summary>
/// <param name="Station">The summary.</param>
/// <param name="RegisteredAt">Since when data is expected; null where not registered.</param>
/// <param name="RetiredAt">Since when none is expected; null while in service.</param>
/// <param name="Health">Its last health message; null where none came.</param>
/// <param name="Epochs">Its journals.</param>
/// <param name="Notes">What people wrote down about it, the newest first.</param>
public sealed record StationDetail(
    StationSummary Station,
    DateTimeOffset? RegisteredAt,
    DateTimeOffset? RetiredAt,
    StationHealth? Health,
    IReadOnlyList<EpochDetail> Epochs,
    IReadOnlyList<Note> Notes);

/// <summary>One journal of a station.</summary>
/// <param name="Epoch">Its id.</param>
/// <param name="Through">The highest seq stored.</param>
/// <param name="Missing">Ranges missing below it, at most <see cref="Protocol.Limits.MissingRangesMax"/>.</param>
/// <param name="BeganAt">The earliest time it was known to be kept at.</param>
/// <param name="CompleteUntil">Everything before this is here.</param>
/// <param name="SeenAt">When the station last named it.</param>
public sealed record EpochDetail(
    Guid Epoch, long Through, IReadOnlyList<SeqRange> Missing, DateTimeOffset? BeganAt, DateTimeOffset? CompleteUntil, DateTimeOffset SeenAt);

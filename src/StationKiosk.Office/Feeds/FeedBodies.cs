using System.Text.Json.Serialization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Feeds;

/// <summary>Every station for anybody: what it offers and how full it is. Shaped after GBFS 3 (last_updated, ttl, snake_case, seconds).</summary>
/// <param name="LastUpdated">When this was made.</param>
/// <param name="Ttl">Seconds for which it may be shown; after them, ask again.</param>
/// <param name="Version">Of this feed.</param>
/// <param name="Data">The stations.</param>
public sealed record StationsFeed(DateTimeOffset LastUpdated, int Ttl, string Version, StationsFeedData Data);

/// <summary>The stations of a feed.</summary>
/// <param name="Stations">Registered and in service, by id.</param>
public sealed record StationsFeedData(IReadOnlyList<FeedStation> Stations);

/// <summary>One station.</summary>
/// <param name="StationId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Lat">Degrees north, WGS 84; null where nobody has said.</param>
/// <param name="Lon">Degrees east, WGS 84; null where nobody has said.</param>
/// <param name="IsReporting">Whether it is heard now.</param>
/// <param name="LastReported">When it was last heard; null for never.</param>
/// <param name="Zones">Its zones.</param>
public sealed record FeedStation(
    string StationId, string Name, double? Lat, double? Lon, bool IsReporting, DateTimeOffset? LastReported, IReadOnlyList<FeedZone> Zones);

/// <summary>One zone; what is past its validity is unknown, never its last value.</summary>
/// <param name="Zone">Its name.</param>
/// <param name="Service">What it offers.</param>
/// <param name="Capacity">Places; null where nobody has said.</param>
/// <param name="Available">Free places; null where not known.</param>
/// <param name="Level">How full.</param>
/// <param name="Trusted">Whether it can be decided on.</param>
/// <param name="ValidUntil">Until when it holds; null where nothing is known.</param>
public sealed record FeedZone(string Zone, Service Service, int? Capacity, int? Available, Level Level, bool Trusted, DateTimeOffset? ValidUntil);

/// <summary>Truck parking, shaped after the dynamic feed of TPIMS (Trucks Park Here: data exchange specification of the eight states).</summary>
/// <param name="TimeStamp">When this was made.</param>
/// <param name="Ttl">Seconds for which it may be shown.</param>
/// <param name="Sites">Stations with parking.</param>
public sealed record ParkingFeed(DateTimeOffset TimeStamp, int Ttl, IReadOnlyList<ParkingSite> Sites);

/// <summary>How the free places of a site went lately (closed set).</summary>
[JsonConverter(typeof(KebabCase<Trend>))]
public enum Trend
{
    /// <summary>Fewer are free.</summary>
    Filling,

    /// <summary>As before.</summary>
    Steady,

    /// <summary>More are free.</summary>
    Clearing,
}

/// <summary>One site.</summary>
/// <param name="SiteId">The station's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Lat">Degrees north, WGS 84; null where nobody has said.</param>
/// <param name="Lon">Degrees east, WGS 84; null where nobody has said.</param>
/// <param name="TimeStampStatic">When the register last vouched for it: the time of this feed.</param>
/// <param name="Capacity">Places of all its parking zones; null where nobody has said.</param>
/// <param name="ReportedAvailable">Free places, as TPIMS writes them: a number, or <c>LOW</c> below a tenth; null where not known.</param>
/// <param name="Available">Free places; null where not known.</param>
/// <param name="Trend">Against a quarter of an hour ago; null where that is not known.</param>
/// <param name="TrustData">Whether it can be decided on.</param>
/// <param name="Open">Whether the station is heard now.</param>
public sealed record ParkingSite(
    string SiteId, string Name, double? Lat, double? Lon, DateTimeOffset TimeStampStatic, int? Capacity, string? ReportedAvailable, int? Available, Trend? Trend,
    bool TrustData, bool Open);

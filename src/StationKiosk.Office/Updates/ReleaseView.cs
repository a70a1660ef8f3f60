using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Trust;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Updates;

/// <summary>Who runs what.</summary>
/// <param name="At">The moment.</param>
/// <param name="TimeZone">IANA id of the office's zone.</param>
/// <param name="Version">The release that is offered; null for none.</param>
/// <param name="Ring">Stations of this ring and below are offered it.</param>
/// <param name="Stations">Every station in service, by id.</param>
public sealed record ReleasesBody(DateTimeOffset At, string TimeZone, string? Version, int Ring, IReadOnlyList<StationRelease> Stations);

/// <summary>What one station runs.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Ring">Its ring, 0 to <see cref="ReleaseShelf.RingMax"/>.</param>
/// <param name="Running">The version that it last said it runs; null where it never said.</param>
/// <param name="Awaited">Whether it is offered the release and does not run it.</param>
/// <param name="Last">What became of the last release that was brought to it; null where none is known.</param>
public sealed record StationRelease(string Id, string Name, int Ring, string? Running, bool Awaited, UpdateResult? Last);

/// <summary>Holds the plan against what the stations say: the page and <c>update status</c> show it.</summary>
/// <param name="store">What the stations said.</param>
/// <param name="plan">Asks for the plan as it is now.</param>
public sealed class ReleaseView(OfficeStore store, Func<ReleasePlan> plan)
{
    /// <summary>The view of an office; without a trust folder nothing is offered, and every station is in the same ring.</summary>
    public static ReleaseView Of(OfficeStore store, TrustFolder? trust) => new(store, trust is null ? () => ReleasePlan.None : ReleaseShelf.Of(trust).Plan);

    /// <summary>Every station in service that somebody may see.</summary>
    /// <param name="now">The office's time.</param>
    /// <param name="timeZone">The office's zone.</param>
    /// <param name="scope">What they may see.</param>
    /// <exception cref="IOException">The plan cannot be read.</exception>
    public ReleasesBody All(DateTimeOffset now, string timeZone, Scope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var today = plan();
        var (registered, latest) = store.Read(tables => (tables.Stations.All(), tables.Latest.All()));
        var health = latest.Where(message => message.Topic == StationTopic.Health).ToDictionary(message => message.Station, HealthIn, StringComparer.Ordinal);
        return new ReleasesBody(now, timeZone, today.Version, today.Ring,
        [
            .. registered.Where(station => station.RetiredAt is null && scope.Sees(station.Id)).OrderBy(station => station.Id, StringComparer.Ordinal)
                .Select(station => One(station, health.GetValueOrDefault(station.Id), today)),
        ]);
    }

    private static StationRelease One(RegisteredStation station, StationHealth? health, ReleasePlan plan) => new(
        station.Id, station.Name, plan.RingOf(station.Id), health?.Version, plan.IsFor(station.Id) && health?.Version != plan.Version, health?.Update);

    private static StationHealth? HealthIn(LatestMessage message) => ProtocolJson.TryRead(message.Body, ProtocolJson.Default.StationHealth, out var health, out _) ? health : null;
}

using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Storage;

/// <summary>A sensed area of a station, as registered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Service">What it offers.</param>
/// <param name="Capacity">Places; null where nobody has said.</param>
public sealed record RegisteredZone(string Name, Service Service, int? Capacity);

/// <summary>A station of the register.</summary>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Zones">In the order they were named.</param>
/// <param name="Latitude">Degrees north, WGS 84; null where nobody has said.</param>
/// <param name="Longitude">Degrees east, WGS 84; null where nobody has said.</param>
/// <param name="RegisteredAt">Since when data is expected of it.</param>
/// <param name="RetiredAt">Since when none is expected any more; null while in service.</param>
public sealed record RegisteredStation(
    string Id, string Name, IReadOnlyList<RegisteredZone> Zones, double? Latitude, double? Longitude, DateTimeOffset RegisteredAt, DateTimeOffset? RetiredAt);

/// <summary>The station register.</summary>
public sealed class StationTable
{
    private readonly StoreSession _session;

    internal StationTable(StoreSession session) => _session = session;

    /// <summary>Adds a station, or changes the name, place and zones of one that is there; a retired one is in service again.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Put(RegisteredStation station)
    {
        ArgumentNullException.ThrowIfNull(station);
        bool isNew = _session.Run(
            "INSERT INTO station (id, name, latitude, longitude, registered_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            station.Id, station.Name, station.Latitude, station.Longitude, station.RegisteredAt) == 1;
        if (!isNew)
        {
            _session.Run(
                "UPDATE station SET name = ?2, latitude = ?3, longitude = ?4, retired_at = NULL WHERE id = ?1",
                station.Id, station.Name, station.Latitude, station.Longitude);
        }

        _session.Run("DELETE FROM zone WHERE station = ?1", station.Id);
        foreach (var (position, zone) in station.Zones.Index())
        {
            _session.Run(
                "INSERT INTO zone (station, position, name, service, capacity) VALUES (?1, ?2, ?3, ?4, ?5)",
                station.Id, position, zone.Name, zone.Service, zone.Capacity);
        }

        return isNew;
    }

    /// <summary>Takes a station out of service; false where it is not registered.</summary>
    public bool Retire(string id, DateTimeOffset at) =>
        _session.Run("UPDATE station SET retired_at = coalesce(retired_at, ?2) WHERE id = ?1", id, at) == 1;

    /// <summary>Every station, by id, retired ones included.</summary>
    public IReadOnlyList<RegisteredStation> All()
    {
        var zones = _session
            .All(
                "SELECT station, name, service, capacity FROM zone ORDER BY station, position",
                row => (Station: row.GetString(0), Zone: new RegisteredZone(row.GetString(1), Words.Read<Service>(row.GetString(2))!.Value, row.Integer(3))))
            .ToLookup(row => row.Station, row => row.Zone, StringComparer.Ordinal);
        return _session.All(
            "SELECT id, name, latitude, longitude, registered_at, retired_at FROM station ORDER BY id",
            row => new RegisteredStation(
                row.GetString(0), row.GetString(1), [.. zones[row.GetString(0)]], row.Real(2), row.Real(3), row.Time(4), row.OptionalTime(5)));
    }
}

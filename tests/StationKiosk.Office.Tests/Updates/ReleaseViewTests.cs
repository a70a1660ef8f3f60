using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Updates;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Updates;

/// <summary>Who runs what, as the page and the command show it.</summary>
public sealed class ReleaseViewTests : IDisposable
{
    private static readonly ReleasePlan Plan = new("2.0.0", 0, new Dictionary<string, int>(StringComparer.Ordinal) { ["behind"] = 0, ["taken"] = 0 });

    private readonly TempFolder _folder = new();
    private readonly OfficeStore _store;

    public ReleaseViewTests()
    {
        _store = OfficeStore.Open(_folder["office.db"]);
        foreach (string id in (string[])["taken", "behind", "later", "unheard"])
        {
            Register(id);
        }

        Register("retired");
        _store.Write(tables => tables.Stations.Retire("retired", Samples.Now));
        Say("taken", "2.0.0", new UpdateResult("2.0.0", UpdateOutcome.Installed, null, Samples.Now));
        Say("behind", "1.0.0", new UpdateResult("2.0.0", UpdateOutcome.GoneBack, "it did not get ready within 90 s", Samples.Now));
        Say("later", "1.0.0", null);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_station_in_service_is_shown_with_its_ring_its_version_and_what_became_of_its_last_release()
    {
        var body = All(Scope.All);
        Assert.Equal(("2.0.0", 0), (body.Version, body.Ring));
        Assert.Equal(
            [("behind", 0, "1.0.0", true), ("later", 1, "1.0.0", false), ("taken", 0, "2.0.0", false), ("unheard", 1, null, false)],
            body.Stations.Select(station => (station.Id, station.Ring, station.Running, station.Awaited)));
        Assert.Equal([UpdateOutcome.GoneBack, null, UpdateOutcome.Installed, null], body.Stations.Select(station => station.Last?.Outcome));
    }

    [Fact]
    public void A_manager_sees_their_own_stations_alone() => Assert.Equal(["later"], All(new Scope(new HashSet<string> { "later" })).Stations.Select(station => station.Id));

    [Fact]
    public void A_network_without_certificates_offers_nothing_and_shows_the_versions_all_the_same()
    {
        var body = ReleaseView.Of(_store, trust: null).All(Samples.Now, "UTC", Scope.All);
        Assert.Null(body.Version);
        Assert.Equal(4, body.Stations.Count);
        Assert.DoesNotContain(body.Stations, station => station.Awaited);
    }

    private ReleasesBody All(Scope scope) => new ReleaseView(_store, () => Plan).All(Samples.Now, "UTC", scope);

    private void Register(string id) => _store.Write(tables => tables.Stations.Put(new RegisteredStation(id, id, [], null, null, Samples.Now, RetiredAt: null)));

    private void Say(string id, string version, UpdateResult? update) => _store.Take(Samples.Incoming(id, Samples.Health(0, Samples.Now) with { Version = version, Update = update }));
}

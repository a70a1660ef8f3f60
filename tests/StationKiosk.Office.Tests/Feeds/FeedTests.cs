using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Office.Feeds;
using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Feeds;

public sealed class FeedTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly OfficeStore _store;
    private readonly FakeTimeProvider _time = new(Samples.Now);
    private readonly FeedView _feeds;

    public FeedTests()
    {
        _store = OfficeStore.Open(_folder["office.db"]);
        _feeds = new FeedView(new StationsView(_store, new LocalDays(TimeZoneInfo.Utc), _time), _time);
        _store.Write(tables => tables.Stations.Put(new RegisteredStation("west-gate", "West Gate", [], 43.8, 87.6, Samples.Now, null)));
        Park(4);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_status_is_never_older_than_its_ttl()
    {
        var first = _feeds.Stations();
        Assert.Equal(FeedView.Ttl, first.Ttl);
        for (int second = 1; second <= 60; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var feed = _feeds.Stations();
            Assert.True(_time.GetUtcNow() - feed.LastUpdated < TimeSpan.FromSeconds(FeedView.Ttl));
            Assert.True(feed.LastUpdated.AddSeconds(feed.Ttl) <= feed.LastUpdated.AddSeconds(FeedView.Ttl));
            Assert.InRange(feed.Ttl, 0, FeedView.Ttl);
        }
    }

    [Fact]
    public void What_is_past_its_validity_is_unknown_never_its_last_value()
    {
        Assert.Equal(12, Assert.Single(Assert.Single(_feeds.Stations().Data.Stations).Zones).Available);
        _time.Advance(TimeSpan.FromMinutes(3));
        var zone = Assert.Single(Assert.Single(_feeds.Stations().Data.Stations).Zones);
        Assert.Equal((null, Level.Unknown, false), (zone.Available, zone.Level, zone.Trusted));
        var site = Assert.Single(_feeds.Parking().Sites);
        Assert.Equal((null, null, null, false), (site.Available, site.ReportedAvailable, site.Trend, site.TrustData));
    }

    [Fact]
    public void Parking_tells_free_places_their_trend_and_low_below_a_tenth()
    {
        Assert.Equal(("12", null), (Assert.Single(_feeds.Parking().Sites).ReportedAvailable, Assert.Single(_feeds.Parking().Sites).Trend));
        foreach (int count in (int[])[8, 15])
        {
            _time.Advance(TimeSpan.FromMinutes(15));
            Park(count);
            var site = Assert.Single(_feeds.Parking().Sites);
            Assert.Equal((16 - count, Trend.Filling, true, 16), (site.Available, site.Trend, site.TrustData, site.Capacity));
        }

        Assert.Equal("LOW", Assert.Single(_feeds.Parking().Sites).ReportedAvailable);
        _time.Advance(TimeSpan.FromMinutes(15));
        Park(2);
        Assert.Equal(Trend.Clearing, Assert.Single(_feeds.Parking().Sites).Trend);
    }

    [Fact]
    public async Task The_feeds_are_open_and_written_as_gbfs_and_tpims_write_theirs()
    {
        using var folder = new TempFolder();
        await using var office = await RunningOffice.Start(folder, signIn: StationKiosk.Office.Users.SignIn.Required);
        var stations = JsonDocument.Parse(await office.Http.GetStringAsync("/feeds/stations.json")).RootElement;
        Assert.Equal(["last_updated", "ttl", "version", "data"], stations.EnumerateObject().Select(property => property.Name));
        var parking = JsonDocument.Parse(await office.Http.GetStringAsync("/feeds/parking.json")).RootElement;
        Assert.Equal(["timeStamp", "ttl", "sites"], parking.EnumerateObject().Select(property => property.Name));
    }

    private void Park(int count)
    {
        var now = _time.GetUtcNow();
        var occupancy = new StationOccupancy(now, now.AddMinutes(2), [new ZoneOccupancy("lot", Service.Parking, 16, count, Level.Available, Trusted: true, Why: null, now)]);
        _store.Take(now, [], Samples.Incoming("west-gate", StationTopic.Occupancy, ProtocolJson.Bytes(occupancy, ProtocolJson.Default.StationOccupancy)));
    }
}

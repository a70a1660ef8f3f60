using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Tests.Stations;

public sealed class StationStateTests
{
    private static readonly DateTimeOffset Now = Samples.Now;

    [Fact]
    public void A_station_that_never_spoke_is_never_heard() => Assert.Equal(Presence.NeverHeard, Of(online: null, null, null).Presence);

    [Fact]
    public void A_station_heard_just_now_is_online() => Assert.Equal(Presence.Online, Of(online: true, Now.AddHours(-1), Now.AddSeconds(-5)).Presence);

    [Fact]
    public void A_station_that_says_nothing_for_too_long_is_silent_since_then()
    {
        var heard = Now - Office.Stations.StationState.SilentAfter - TimeSpan.FromSeconds(1);
        var state = Of(online: true, Now.AddHours(-1), heard);
        Assert.Equal((Presence.Silent, heard), (state.Presence, state.Since));
    }

    [Fact]
    public void A_will_makes_a_station_offline_until_it_is_heard_again()
    {
        Assert.Equal(Presence.Offline, Of(online: false, Now.AddSeconds(-10), Now.AddSeconds(-20)).Presence);
        Assert.Equal(Presence.Online, Of(online: false, Now.AddSeconds(-10), Now.AddSeconds(-5)).Presence);
    }

    [Fact]
    public void A_zone_past_its_valid_until_is_unknown_never_its_last_value()
    {
        var occupancy = Samples.Occupancy(Now);
        var fresh = Assert.Single(ZoneView.Of(occupancy, [], Now.AddSeconds(119)));
        Assert.Equal((3, Level.Available, true), (fresh.Count, fresh.Level, fresh.Trusted));
        var stale = Assert.Single(ZoneView.Of(occupancy, [], Now.AddMinutes(2)));
        Assert.Equal((null, Level.Unknown, false), (stale.Count, stale.Level, stale.Trusted));
        Assert.Null(stale.Why);
    }

    [Fact]
    public void A_registered_zone_that_no_kiosk_tells_of_is_shown_as_unknown()
    {
        var zones = ZoneView.Of(Samples.Occupancy(Now), [new RegisteredZone("hall", Service.Rest, 20), new RegisteredZone("lot", Service.Parking, 5)], Now);
        Assert.Equal([("hall", Level.Available), ("lot", Level.Unknown)], zones.Select(zone => (zone.Zone, zone.Level)));
    }

    [Fact]
    public void A_count_below_zero_is_no_count() =>
        Assert.Null(Assert.Single(ZoneView.Of(Samples.Occupancy(Now, count: -4), [], Now)).Count);

    private static Office.Stations.StationState Of(bool? online, DateTimeOffset? received, DateTimeOffset? heard) => Office.Stations.StationState.Of(
        online is { } value ? new Protocol.Messages.StationState(value, Now, Samples.Epoch, Samples.Boot, "1") : null, received, heard, Now);
}

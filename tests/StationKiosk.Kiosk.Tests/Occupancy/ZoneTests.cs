using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Occupancy;

public sealed class ZoneTests
{
    private static readonly Guid Boot = Guid.NewGuid();
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
    private long _mono;

    [Theory]
    [InlineData(10, 0, Level.Empty)]
    [InlineData(10, 1, Level.Available)]
    [InlineData(10, 6, Level.Available)]
    [InlineData(10, 7, Level.Busy)]
    [InlineData(10, 9, Level.Busy)]
    [InlineData(10, 10, Level.Full)]
    [InlineData(10, 11, Level.Full)]
    [InlineData(1, 1, Level.Full)]
    [InlineData(3, 2, Level.Available)]
    [InlineData(null, 0, Level.Empty)]
    [InlineData(null, 500, Level.Available)]
    public void A_counted_zone_has_the_level_of_its_share_taken(int? capacity, int count, Level level)
    {
        var zone = Counted(capacity);
        zone.Recount(count, Now());
        Assert.Equal((count, level, true, null), (zone.Occupancy.Count!.Value, zone.Occupancy.Level, zone.Occupancy.Trusted, zone.Occupancy.Why));
    }

    [Theory]
    [InlineData(1, false, Level.Empty)]
    [InlineData(1, true, Level.Full)]
    [InlineData(8, false, Level.Empty)]
    [InlineData(8, true, Level.Available)]
    [InlineData(null, true, Level.Available)]
    public void A_zone_that_only_knows_presence_has_no_count(int? capacity, bool present, Level level)
    {
        var zone = Moving(capacity);
        Say(zone, "hall", 0, present);
        Pass(zone, TimeSpan.FromMinutes(present ? 1 : 5));
        Assert.Equal((null, level, true), (zone.Occupancy.Count, zone.Occupancy.Level, zone.Occupancy.Trusted));
    }

    [Fact]
    public void One_contact_for_each_place_counts_places_taken()
    {
        var zone = new Zone(new ZoneOptions("yard", Service.Parking, 3), [.. Enumerable.Range(1, 3).Select(bay => new SensorOptions($"bay {bay}", SensorKind.Contact, "yard"))]);
        for (int bay = 1; bay <= 3; bay++)
        {
            zone.Ready($"bay {bay}", Now());
            Say(zone, $"bay {bay}", 0, bay != 2);
        }

        Assert.Equal((2, Level.Available, true), (zone.Occupancy.Count!.Value, zone.Occupancy.Level, zone.Occupancy.Trusted));
        Say(zone, "bay 2", 0, true);
        Pass(zone, TimeSpan.FromSeconds(2));
        Assert.Equal((3, Level.Full), (zone.Occupancy.Count!.Value, zone.Occupancy.Level));
    }

    [Fact]
    public void A_zone_without_sensors_is_unknown_and_says_why()
    {
        var zone = new Zone(new ZoneOptions("books", Service.Learning, 5), []);
        Assert.Equal((Level.Unknown, false, "no sensor"), (zone.Occupancy.Level, zone.Occupancy.Trusted, zone.Occupancy.Why));
    }

    [Fact]
    public void A_motion_sensor_just_opened_cannot_say_that_nobody_is_there()
    {
        var zone = Moving(8);
        Say(zone, "hall", 0, false);
        Pass(zone, TimeSpan.FromMinutes(4));
        Assert.Equal((Level.Unknown, false, "hall has not watched for long enough yet"), (zone.Occupancy.Level, zone.Occupancy.Trusted, zone.Occupancy.Why));
        Pass(zone, TimeSpan.FromMinutes(1));
        Assert.Equal((Level.Empty, true), (zone.Occupancy.Level, zone.Occupancy.Trusted));
    }

    [Fact]
    public void Nobody_moving_for_the_hold_empties_the_zone_and_the_level_says_since_when()
    {
        var zone = Moving(8);
        Say(zone, "hall", 0, true);
        Pass(zone, TimeSpan.FromSeconds(3));
        var since = zone.Occupancy.Since;
        Say(zone, "hall", 0, false);
        Pass(zone, TimeSpan.FromMinutes(4));
        Assert.Equal((Level.Available, since), (zone.Occupancy.Level, zone.Occupancy.Since));
        Pass(zone, TimeSpan.FromMinutes(2));
        Assert.Equal((Level.Empty, Now().Time), (zone.Occupancy.Level, zone.Occupancy.Since));
    }

    [Fact]
    public void People_are_counted_in_and_out_and_a_full_zone_says_so()
    {
        var zone = Counted(2);
        zone.Recount(0, Now());
        Walk(zone, goesIn: true);
        Walk(zone, goesIn: true);
        Assert.Equal((2, Level.Full, true), (zone.Occupancy.Count!.Value, zone.Occupancy.Level, zone.Occupancy.Trusted));
        Walk(zone, goesIn: false);
        Assert.Equal((1, Level.Available), (zone.Occupancy.Count!.Value, zone.Occupancy.Level));
    }

    [Fact]
    public void A_count_never_falls_below_zero_and_too_many_doubtful_passages_lose_its_trust()
    {
        var zone = Counted(20);
        zone.Recount(0, Now());
        for (int time = 0; time < PassageCount.DoubtfulFree; time++)
        {
            Walk(zone, goesIn: false);
        }

        Assert.Equal((0, true), (zone.Occupancy.Count!.Value, zone.Occupancy.Trusted));
        Walk(zone, goesIn: false);
        Assert.Equal((0, "many doubtful passages: recount"), (zone.Occupancy.Count!.Value, zone.Occupancy.Why));
        zone.Recount(4, Now());
        Assert.Equal((4, true), (zone.Occupancy.Count!.Value, zone.Occupancy.Trusted));
    }

    [Fact]
    public void A_counted_zone_is_unknown_after_a_restart_until_somebody_recounts_and_the_difference_is_kept()
    {
        var zone = Counted(10);
        Walk(zone, goesIn: true);
        Assert.Equal(
            (null, Level.Unknown, "not counted since the restart: recount"), (zone.Occupancy.Count, zone.Occupancy.Level, zone.Occupancy.Why));
        Assert.Equal(new OccupancyRecounted("room", null, 7), zone.Recount(7, Now()));
        Walk(zone, goesIn: true);
        Assert.Equal(new OccupancyRecounted("room", 8, 6), zone.Recount(6, Now()));
        Assert.Equal((6, Level.Available, true), (zone.Occupancy.Count!.Value, zone.Occupancy.Level, zone.Occupancy.Trusted));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(599, 5)]
    [InlineData(601, null)]
    public void A_count_from_before_a_short_restart_is_counted_on_untrusted_and_after_a_long_one_forgotten(int secondsAway, int? count)
    {
        _mono = 3_600_000;
        var zone = Bare(10);
        zone.Resume(5, Now() with { Mono = _mono - (secondsAway * 1000) }, Now());
        Open(zone);
        Assert.Equal((count, false), (zone.Occupancy.Count, zone.Occupancy.Trusted));
        Assert.Equal(count is null ? "not counted since the restart: recount" : "counted on over the restart: recount to be sure", zone.Occupancy.Why);
        zone.Recount(5, Now());
        Assert.True(zone.Occupancy.Trusted);
    }

    [Theory]
    [InlineData(ClockQuality.Synced, ClockQuality.Synced, 5)]
    [InlineData(ClockQuality.Unsynced, ClockQuality.Synced, null)]
    [InlineData(ClockQuality.Synced, ClockQuality.Unsynced, null)]
    public void After_a_reboot_the_wall_clock_says_how_long_only_if_it_was_synced_both_times(ClockQuality before, ClockQuality now, int? count)
    {
        var zone = Bare(10);
        zone.Resume(5, new Stamp(Start.AddMinutes(-2), before, Guid.NewGuid(), 123_456), Now() with { Quality = now });
        Open(zone);
        Assert.Equal(count, zone.Occupancy.Count);
    }

    [Fact]
    public void While_a_beam_pair_is_absent_the_zone_is_unknown_and_afterwards_counted_on_untrusted()
    {
        var zone = Counted(10);
        zone.Recount(3, Now());
        zone.Absent("door", "door is not there", Now());
        Assert.Equal((null, Level.Unknown, "door is absent"), (zone.Occupancy.Count, zone.Occupancy.Level, zone.Occupancy.Why));
        Pass(zone, TimeSpan.FromSeconds(2));
        Open(zone);
        Assert.Equal(
            (3, Level.Available, "counted on over the absence of door: recount to be sure"),
            (zone.Occupancy.Count!.Value, zone.Occupancy.Level, zone.Occupancy.Why));
    }

    [Fact]
    public void A_blocked_doorway_is_stuck_and_not_trusted()
    {
        var zone = Counted(10);
        zone.Recount(3, Now());
        Say(zone, "door", 0, true);
        Pass(zone, TimeSpan.FromSeconds(31));
        Assert.Equal((DeviceState.Muted, "door is stuck"), (zone.Sensors[0].State, zone.Occupancy.Why));
        Assert.Equal("door has been active for 30 s without a change: clear what is before it, else check its wiring", zone.Sensors[0].Why);
        Say(zone, "door", 0, false);
        Pass(zone, TimeSpan.FromSeconds(1));
        Assert.Equal("counted on over the blocking of door: recount to be sure", zone.Occupancy.Why);
    }

    [Fact]
    public void A_stuck_motion_sensor_is_not_believed()
    {
        var zone = Moving(8);
        Say(zone, "hall", 0, true);
        Pass(zone, TimeSpan.FromHours(4));
        Assert.Equal((Level.Unknown, "hall is stuck"), (zone.Occupancy.Level, zone.Occupancy.Why));
    }

    [Fact]
    public void Whoever_leaves_last_empties_a_counted_zone_at_once_although_his_movement_is_held()
    {
        var zone = CountedAndMoving();
        zone.Recount(1, Now());
        Say(zone, "hall", 0, true);
        Walk(zone, goesIn: false);
        Assert.Equal((0, Level.Empty, true), (zone.Occupancy.Count!.Value, zone.Occupancy.Level, zone.Occupancy.Trusted));
        Pass(zone, TimeSpan.FromSeconds(10));
        Say(zone, "hall", 0, false);
        Pass(zone, TimeSpan.FromMinutes(2));
        Assert.Equal((0, Level.Empty, true), (zone.Occupancy.Count!.Value, zone.Occupancy.Level, zone.Occupancy.Trusted));
    }

    [Fact]
    public void Somebody_moving_long_after_nobody_is_counted_contradicts_the_count_until_it_is_recounted()
    {
        var zone = CountedAndMoving();
        zone.Recount(0, Now());
        Pass(zone, TimeSpan.FromMinutes(2));
        Say(zone, "hall", 0, true);
        Pass(zone, TimeSpan.FromSeconds(1));
        Say(zone, "hall", 0, false);
        Pass(zone, TimeSpan.FromSeconds(1));
        const string Why = "somebody moves where nobody is counted: recount";
        Assert.Equal((0, Level.Available, Why), (zone.Occupancy.Count!.Value, zone.Occupancy.Level, zone.Occupancy.Why));
        Pass(zone, TimeSpan.FromMinutes(10));
        Assert.Equal((0, Level.Empty, Why), (zone.Occupancy.Count!.Value, zone.Occupancy.Level, zone.Occupancy.Why));
        zone.Recount(0, Now());
        Assert.True(zone.Occupancy.Trusted);
    }

    [Fact]
    public void One_of_two_doorways_absent_keeps_counting_but_is_not_trusted_and_after_ten_minutes_forgotten()
    {
        var zone = new Zone(
            new ZoneOptions("room", Service.Rest, 10), [new SensorOptions("door", SensorKind.BeamPair, "room"), new SensorOptions("gate", SensorKind.BeamPair, "room")]);
        Open(zone);
        Open(zone, "gate");
        zone.Recount(4, Now());
        zone.Absent("gate", "gone", Now());
        Walk(zone, goesIn: true);
        Assert.Equal((5, "gate is absent"), (zone.Occupancy.Count!.Value, zone.Occupancy.Why));
        Assert.NotNull(zone.Deadline);
        Pass(zone, PassageCount.UnwatchedMax);
        Assert.Null(zone.Occupancy.Count);
    }

    private static Zone Bare(int? capacity) => new(new ZoneOptions("room", Service.Rest, capacity), [new SensorOptions("door", SensorKind.BeamPair, "room")]);

    private Zone Counted(int? capacity) => Open(Bare(capacity));

    private Zone Open(Zone zone, string door = "door")
    {
        zone.Ready(door, Now());
        Say(zone, door, 0, false);
        Say(zone, door, 1, false);
        return zone;
    }

    private Zone CountedAndMoving()
    {
        var zone = new Zone(
            new ZoneOptions("room", Service.Rest, 10), [new SensorOptions("door", SensorKind.BeamPair, "room"), new SensorOptions("hall", SensorKind.Motion, "room")]);
        Open(zone);
        zone.Ready("hall", Now());
        Say(zone, "hall", 0, false);
        Pass(zone, TimeSpan.FromMinutes(5));
        return zone;
    }

    private Zone Moving(int? capacity)
    {
        var zone = new Zone(new ZoneOptions("room", Service.Rest, capacity), [new SensorOptions("hall", SensorKind.Motion, "room")]);
        zone.Ready("hall", Now());
        return zone;
    }

    private void Walk(Zone zone, bool goesIn)
    {
        int near = goesIn ? 0 : 1;
        foreach (var (line, broken) in new[] { (near, true), (1 - near, true), (near, false), (1 - near, false) })
        {
            Say(zone, "door", line, broken);
            Pass(zone, TimeSpan.FromMilliseconds(100));
        }
    }

    private void Say(Zone zone, string sensor, int line, bool active) => zone.Apply(new Reading(sensor, line, active, Now()));

    private void Pass(Zone zone, TimeSpan time)
    {
        _mono += (long)time.TotalMilliseconds;
        zone.Advance(Now());
    }

    private Stamp Now() => new(Start.AddMilliseconds(_mono), ClockQuality.Synced, Boot, _mono);
}

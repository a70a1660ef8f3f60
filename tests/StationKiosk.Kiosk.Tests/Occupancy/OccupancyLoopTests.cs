using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Occupancy;

public sealed class OccupancyLoopTests : IAsyncLifetime
{
    private readonly OccupancyRig _rig = new(new OccupancyOptions(
        [new ZoneOptions("hall", Service.Rest, 4), new ZoneOptions("bay", Service.Parking, 1)],
        [
            new SensorOptions("door", SensorKind.BeamPair, "hall") { Debounce = TimeSpan.Zero, PassageMin = TimeSpan.Zero },
            new SensorOptions("loop", SensorKind.Contact, "bay") { Debounce = TimeSpan.Zero },
        ]));

    private readonly ToldSensor _door;
    private readonly ToldSensor _loop;

    public OccupancyLoopTests() => (_door, _loop) = (new ToldSensor("door", _rig.Clock), new ToldSensor("loop", _rig.Clock));

    public async Task InitializeAsync()
    {
        await _rig.Start(_door, _loop);
        await Eventually.IsTrue(() => _door.IsOpen && _loop.IsOpen);
        _door.Say(false, 0);
        _door.Say(false, 1);
        _loop.Say(false);
        await _rig.Until("bay", zone => zone.Level == Level.Empty);
        Assert.Equal(RecountOutcome.Done, _rig.Loop.Recount("hall", 0));
        await _rig.Until("hall", zone => zone.Trusted);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_zone_of_which_nothing_is_known_is_so_since_the_kiosk_began()
    {
        await using var rig = new OccupancyRig(new OccupancyOptions([new ZoneOptions("yard", Service.Rest, 4)], []));
        var began = rig.Clock.Now().Time;
        rig.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((Level.Unknown, began), (rig.Loop.Snapshot().Zones[0].Level, rig.Loop.Snapshot().Zones[0].Since));
    }

    [Fact]
    public async Task A_person_walking_in_changes_the_snapshot_and_is_announced()
    {
        int announced = 0;
        _rig.Loop.Changed += () => Interlocked.Increment(ref announced);
        WalkIn();
        await _rig.Until("hall", zone => zone.Count == 1);
        await Eventually.IsTrue(() => Volatile.Read(ref announced) > 0);
    }

    [Fact]
    public async Task Changes_of_a_zone_are_recorded_at_most_once_in_ten_seconds_and_the_last_one_is()
    {
        await _rig.Within(TimeSpan.FromSeconds(1), () => _rig.Changes.Any(change => change is { Zone: "hall", Count: 0 }));
        _rig.Advance(TimeSpan.FromSeconds(20));
        WalkIn();
        await Eventually.IsTrue(() => _rig.Changes.Any(change => change is { Zone: "hall", Count: 1 }));

        int before = _rig.Changes.Count(change => change.Zone == "hall");
        for (int inside = 2; inside <= 3; inside++)
        {
            _rig.Advance(TimeSpan.FromSeconds(4));
            WalkIn();
            await _rig.Until("hall", zone => zone.Count == inside);
        }

        await Eventually.IsTrue(() => _rig.Round.SinceRound == TimeSpan.Zero);
        Assert.Equal(before, _rig.Changes.Count(change => change.Zone == "hall"));
        _rig.Advance(TimeSpan.FromSeconds(2));
        await Eventually.IsTrue(() => _rig.Changes.Any(change => change is { Zone: "hall", Count: 3 }));
        Assert.Equal(before + 1, _rig.Changes.Count(change => change.Zone == "hall"));
    }

    [Fact]
    public async Task What_still_waits_is_recorded_when_the_kiosk_stops()
    {
        await _rig.Within(TimeSpan.FromSeconds(1), () => _rig.Changes.Any(change => change is { Zone: "hall", Count: 0 }));
        WalkIn();
        await _rig.Until("hall", zone => zone.Count == 1);
        Assert.DoesNotContain(_rig.Changes, change => change.Count == 1);
        await _rig.Stop();
        Assert.Equal(1, _rig.Changes.Last(change => change.Zone == "hall").Count);
    }

    [Fact]
    public async Task A_flood_of_readings_never_blocks_its_sensor_keeps_the_newest_of_each_line_and_loses_a_counts_trust()
    {
        await _rig.StopLoop();
        _loop.Say(true);
        for (int time = 0; time < 100_000; time++)
        {
            _door.Say(time % 2 == 0);
        }

        Assert.InRange(_rig.Loop.Dropped, 98_000, 100_000);
        _rig.StartLoop();
        await _rig.Until("bay", zone => zone is { Level: Level.Full, Trusted: true });
        await _rig.Until("hall", zone => zone.Why == "readings of door were lost: recount");
    }

    [Fact]
    public async Task A_recount_is_recorded_with_what_was_counted_before()
    {
        WalkIn();
        Assert.Equal(RecountOutcome.Done, _rig.Loop.Recount("hall", 3));
        Assert.Equal(new EventContent(EventTypes.OccupancyRecounted, """{"zone":"hall","was":1,"counted":3}"""), _rig.Recorded.Last(content => content.Type == EventTypes.OccupancyRecounted));
        await _rig.Until("hall", zone => zone is { Count: 3, Level: Level.Busy, Trusted: true });
    }

    [Theory]
    [InlineData("nowhere", 1, RecountOutcome.NoSuchZone)]
    [InlineData("bay", 1, RecountOutcome.NotCounted)]
    [InlineData("hall", -1, RecountOutcome.OutOfRange)]
    [InlineData("hall", Zone.CountMax + 1, RecountOutcome.OutOfRange)]
    public void A_recount_that_cannot_be_is_refused_and_changes_nothing(string zone, int counted, RecountOutcome outcome)
    {
        int before = _rig.Recorded.Count(content => content.Type == EventTypes.OccupancyRecounted);
        Assert.Equal(outcome, _rig.Loop.Recount(zone, counted));
        Assert.Equal(before, _rig.Recorded.Count(content => content.Type == EventTypes.OccupancyRecounted));
    }

    [Fact]
    public async Task A_snapshot_is_valid_from_now_while_the_loop_goes_round_and_runs_out_when_it_does_not()
    {
        await _rig.Within(TimeSpan.FromSeconds(1), () => _rig.Time.GetUtcNow() > TestBadges.Now.AddMinutes(1));
        Assert.True(_rig.Round.GoesRound);
        Assert.Equal((_rig.Time.GetUtcNow(), _rig.Time.GetUtcNow() + OccupancyLoop.ValidFor), (_rig.Loop.Snapshot().At, _rig.Loop.Snapshot().ValidUntil));

        await _rig.Stop();
        var died = _rig.Time.GetUtcNow();
        _rig.Advance(TimeSpan.FromMinutes(10));
        Assert.False(_rig.Round.GoesRound);
        Assert.Equal((died, died + OccupancyLoop.ValidFor), (_rig.Loop.Snapshot().At, _rig.Loop.Snapshot().ValidUntil));
    }

    [Fact]
    public async Task Time_alone_makes_a_zone_change()
    {
        _loop.Say(true);
        await _rig.Until("bay", zone => zone.Level == Level.Full);
        await _rig.Within(TimeSpan.FromHours(1), () => _rig.Of("bay").Why == "loop is stuck");
        Assert.Equal(DeviceState.Muted, _rig.Device("loop")!.State);
    }

    [Fact]
    public async Task A_failed_sensor_is_absent_with_its_reason_and_back_within_two_seconds()
    {
        _loop.FailsToOpen = new DeviceException("no such chip: plug it in");
        _loop.Fail(new DeviceException("the chip is gone: plug it in"));
        await Eventually.IsTrue(() => _rig.Device("loop")!.State == DeviceState.Absent);
        await _rig.Until("bay", zone => zone is { Level: Level.Unknown, Why: "loop is absent" });
        await _rig.Within(TimeSpan.FromMilliseconds(500), () => _rig.Device("loop")!.Why == "no such chip: plug it in");

        _loop.FailsToOpen = null;
        var plugged = _rig.Time.GetUtcNow();
        await _rig.Within(TimeSpan.FromMilliseconds(100), () => _loop.IsOpen);
        Assert.InRange(_rig.Time.GetUtcNow() - plugged, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        _loop.Say(false);
        await _rig.Until("bay", zone => zone is { Level: Level.Empty, Trusted: true });
        Assert.Equal(DeviceState.Ok, _rig.Device("loop")!.State);
    }

    [Fact]
    public async Task What_nobody_expects_of_a_sensor_escapes()
    {
        var broken = new ToldSensor("door", _rig.Clock) { FailsToOpen = new InvalidCastException("a bug") };
        await Assert.ThrowsAsync<InvalidCastException>(() => _rig.Sense(broken));
    }

    private void WalkIn()
    {
        foreach (var (line, broken) in new[] { (0, true), (1, true), (0, false), (1, false) })
        {
            _door.Say(broken, line);
        }
    }
}
